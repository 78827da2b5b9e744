import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  RouterProvider,
} from '@tanstack/react-router'
import { createElement, type ReactElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { isAuthError } from '../../../../src/index.js'
import { onUserChange, tanStackBeforeLoad } from '../../../../src/router/index.js'
import { admin, auth, forbiddenPage, homePage, ordersPage, refusedPage, type Shown, signedIn } from './app.js'

function page({ text, buttons }: Shown): ReactElement {
  return createElement(
    'main',
    {},
    createElement('p', { role: 'status' }, text),
    createElement(Link, { to: '/' }, 'Home page'),
    createElement(Link, { to: '/orders', search: { of: 'ada' } as never, hash: 'last' }, 'Orders'),
    createElement(Link, { to: '/admin' }, 'Admin'),
    ...Object.entries(buttons).map(([name, onClick]) =>
      createElement('button', { key: name, type: 'button', onClick }, name),
    ),
  )
}

function Refused({ error }: ErrorComponentProps): ReactElement {
  if (isAuthError(error, 'forbidden')) return page(forbiddenPage)
  if (isAuthError(error, 'signed-out'))
    return page(refusedPage(error.details.noLogin ?? '', error.details.returnTo))
  throw error
}

const requireUser = tanStackBeforeLoad(signedIn)
const requireAdmin = tanStackBeforeLoad(admin)
const root = createRootRoute()
const home = createRoute({ getParentRoute: () => root, path: '/', component: () => page(homePage) })
const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  beforeLoad: async (visit) => {
    try {
      return await requireUser(visit)
    } catch (error) {
      // A test waits for the end of a preload by this name.
      if (visit.preload) Object.assign(window, { preloadWasRefused: true })
      throw error
    }
  },
  component: () => page(ordersPage(orders.useRouteContext().user)),
  errorComponent: Refused,
})
const adminRoute = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  beforeLoad: requireAdmin,
  errorComponent: Refused,
})
const router = createRouter({
  routeTree: root.addChildren([home, orders, adminRoute]),
  defaultPreload: 'intent',
  defaultPreloadDelay: 0,
})
onUserChange(auth, () => void router.invalidate())
createRoot(document.getElementById('app') as HTMLElement).render(
  createElement(StrictMode, {}, createElement(RouterProvider, { router } as never)),
)
