import { Location } from '@angular/common'
import { Component, DestroyRef, inject } from '@angular/core'
import { Router, RouterLink, RouterOutlet } from '@angular/router'
import { injectSession } from 'hallpass/angular'
import { onUserChange } from 'hallpass/router'
import { auth } from './auth'

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  template: `
    <nav>
      <a routerLink="/">Home</a>
      <a routerLink="/orders" [queryParams]="{ of: 2026 }" fragment="last">Orders</a>
      <a routerLink="/admin">Admin</a>
    </nav>
    @let now = session();
    @if (now.status === 'signed-in') {
      <button (click)="auth.logout()">Sign out {{ now.user.name }}</button>
    } @else if (now.status === 'signed-out') {
      <button (click)="auth.login()">Sign in</button>
    }
    <router-outlet />
  `,
})
export class App {
  protected readonly auth = auth
  protected readonly session = injectSession(auth)

  constructor() {
    const router = inject(Router)
    const location = inject(Location)
    // Asks the guards again when somebody signs in or out, here or in another tab.
    const stop = onUserChange(auth, () => {
      void router.navigateByUrl(location.path(true), { onSameUrlNavigation: 'reload' })
    })
    inject(DestroyRef).onDestroy(stop)
  }
}
