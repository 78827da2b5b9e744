import { type Component, createApp, h } from 'vue'
import { createRouter, createWebHistory, RouterLink, RouterView } from 'vue-router'
import { onUserChange, signedInUser, vueRouterGuard } from '../../../../src/router/index.js'
import {
  admin,
  auth,
  forbiddenPage,
  homePage,
  ordersPage,
  ordersUrl,
  refusedPage,
  type Shown,
  signedIn,
} from './app.js'

function page({ text, buttons }: Shown) {
  return h('main', [
    h('p', { role: 'status' }, text),
    h(RouterLink, { to: '/' }, () => 'Home page'),
    h(RouterLink, { to: ordersUrl }, () => 'Orders'),
    h(RouterLink, { to: '/admin' }, () => 'Admin'),
    ...Object.entries(buttons).map(([name, onClick]) => h('button', { onClick }, name)),
  ])
}

/** Vue Router takes a function for a component that is loaded on demand. */
function view(shown: () => Shown): Component {
  return { render: () => page(shown()) }
}

function signedOutPage(): Shown {
  const { why, returnTo } = router.currentRoute.value.query
  return refusedPage(`${why}`, `${returnTo}`)
}

const user = () => {
  const user = signedInUser(auth)
  return user instanceof Promise ? {} : user
}

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: view(() => homePage) },
    { path: '/orders', meta: { guard: 'user' }, component: view(() => ordersPage(user())) },
    { path: '/admin', meta: { guard: 'admin' }, component: view(() => homePage) },
    { path: '/signed-out', name: 'signed-out', component: view(signedOutPage) },
    { path: '/forbidden', name: 'forbidden', component: view(() => forbiddenPage) },
  ],
})
const pages = {
  signedOut: ({
    details,
  }: {
    readonly details: { readonly noLogin?: string; readonly returnTo?: string }
  }) => ({
    name: 'signed-out',
    query: { why: details.noLogin, returnTo: details.returnTo },
  }),
  forbidden: { name: 'forbidden' },
}
const guards = { user: vueRouterGuard(signedIn, pages), admin: vueRouterGuard(admin, pages) }
router.beforeEach((to) => {
  const name = to.meta.guard as keyof typeof guards | undefined
  return !name || guards[name](to)
})
onUserChange(auth, () => {
  const { path, query, hash } = router.currentRoute.value
  void router.replace({ path, query, hash, force: true })
})
createApp(RouterView).use(router).mount('#app')
