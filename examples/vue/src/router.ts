import { onUserChange, vueRouterGuard } from 'hallpass/router'
import { createRouter, createWebHistory } from 'vue-router'
import { admin, auth, signedIn } from './auth.ts'
import AdminPage from './pages/AdminPage.vue'
import ForbiddenPage from './pages/ForbiddenPage.vue'
import HomePage from './pages/HomePage.vue'
import OrdersPage from './pages/OrdersPage.vue'
import SignedOutPage from './pages/SignedOutPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    guard?: typeof signedIn
  }
}

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    { path: '/', component: HomePage },
    { path: '/orders', component: OrdersPage, meta: { guard: signedIn } },
    { path: '/admin', component: AdminPage, meta: { guard: admin } },
    // Shown instead of a guarded page, at the URL of that page.
    { path: '/:path(.*)*', name: 'signed-out', component: SignedOutPage },
    { path: '/:path(.*)*', name: 'forbidden', component: ForbiddenPage },
  ],
})

router.beforeEach((to) => {
  const { guard } = to.meta
  const { query, hash } = to
  const instead = (name: string) => ({ name, params: { path: to.path.slice(1).split('/') }, query, hash })
  const pages = { signedOut: instead('signed-out'), forbidden: instead('forbidden') }
  return !guard || vueRouterGuard(guard, pages)(to)
})

// Asks the guards again when somebody signs in or out, here or in another tab.
onUserChange(auth, () => {
  const { path, query, hash } = router.currentRoute.value
  void router.replace({ path, query, hash, force: true })
})
