import { onUserChange, reactRouterLoader } from 'hallpass/router'
import { createBrowserRouter } from 'react-router'
import { admin, auth } from './auth.ts'
import { loadOrders } from './load-orders.ts'
import { Admin, Home, Layout, NotAllowed, Orders } from './pages.tsx'

export const router = createBrowserRouter([
  {
    Component: Layout,
    HydrateFallback: () => <p>Loading…</p>,
    children: [
      { path: '/', Component: Home },
      { path: '/orders', loader: loadOrders, Component: Orders, ErrorBoundary: NotAllowed },
      { path: '/admin', loader: reactRouterLoader(admin), Component: Admin, ErrorBoundary: NotAllowed },
    ],
  },
])
// Asks the guards again when somebody signs in or out, here or in another tab.
onUserChange(auth, () => void router.revalidate())
