import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http'
import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core'
import { provideRouter } from '@angular/router'
import { authInterceptor, provideAuth } from 'hallpass/angular'
import { routes } from './app.routes'
import { auth } from './auth'

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes),
    provideAuth(auth),
    provideHttpClient(withFetch(), withInterceptors([authInterceptor])),
  ],
}
