import { inject } from '@angular/core'
import { type CanActivateFn, RedirectCommand, Router, type Routes } from '@angular/router'
import { angularGuard } from 'hallpass/router'
import { admin, signedIn } from './auth'
import { AdminPage, ForbiddenPage, HomePage, OrdersPage, SignedOutPage } from './pages'

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: HomePage },
  { path: 'orders', component: OrdersPage, ...guardedBy(signedIn) },
  { path: 'admin', component: AdminPage, ...guardedBy(admin) },
  { path: 'signed-out', component: SignedOutPage },
  { path: 'forbidden', component: ForbiddenPage },
]

/** Whoever may not see a page sees another one, at the URL of that page. */
function guardedBy(guard: typeof signedIn) {
  const canActivate: CanActivateFn = (route, state) => {
    const router = inject(Router)
    const instead = (page: string) => new RedirectCommand(router.parseUrl(page), { browserUrl: state.url })
    const pages = { signedOut: instead('/signed-out'), forbidden: instead('/forbidden') }
    return angularGuard(guard, () => pages)(route, state)
  }
  return { canActivate: [canActivate], runGuardsAndResolvers: 'always' as const }
}
