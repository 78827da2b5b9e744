import { createElement, type ReactElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, Link, useLoaderData, useRouteError } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { type Claims, isAuthError } from '../../../../src/index.js'
import { guard, onUserChange, reactRouterLoader } from '../../../../src/router/index.js'
import {
  admin,
  auth,
  forbiddenPage,
  homePage,
  ordersPage,
  ordersUrl,
  refusedPage,
  type Shown,
} from './app.js'

function page({ text, buttons }: Shown): ReactElement {
  return createElement(
    'main',
    {},
    createElement('p', { role: 'status' }, text),
    createElement(Link, { to: '/' }, 'Home page'),
    createElement(Link, { to: ordersUrl }, 'Orders'),
    createElement(Link, { to: '/admin' }, 'Admin'),
    ...Object.entries(buttons).map(([name, onClick]) =>
      createElement('button', { key: name, type: 'button', onClick }, name),
    ),
  )
}

function Home(): ReactElement {
  return page(homePage)
}

function Orders(): ReactElement {
  return page(ordersPage(useLoaderData<Claims>()))
}

function Refused(): ReactElement {
  const error = useRouteError()
  if (isAuthError(error, 'forbidden')) return page(forbiddenPage)
  if (isAuthError(error, 'signed-out'))
    return page(refusedPage(error.details.noLogin ?? '', error.details.returnTo))
  throw error
}

let router: ReturnType<typeof createBrowserRouter> | undefined

// A loader's request has no hash. The router knows it.
const signedIn = guard(auth, {
  returnTo: (url) => (url.includes('#') ? url : url + (router?.state.navigation.location?.hash ?? '')),
})

router = createBrowserRouter([
  { path: '/', Component: Home, HydrateFallback: () => undefined },
  {
    path: '/orders',
    loader: reactRouterLoader(signedIn),
    Component: Orders,
    ErrorBoundary: Refused,
    HydrateFallback: () => undefined,
  },
  {
    path: '/admin',
    loader: reactRouterLoader(admin),
    Component: Orders,
    ErrorBoundary: Refused,
    HydrateFallback: () => undefined,
  },
])
onUserChange(auth, () => void router?.revalidate())
createRoot(document.getElementById('app') as HTMLElement).render(
  createElement(StrictMode, {}, createElement(RouterProvider, { router })),
)
