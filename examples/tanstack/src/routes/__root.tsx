import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, Link, Outlet } from '@tanstack/react-router'
import { SignedIn, SignedOut } from 'hallpass/react'
import { auth } from '../auth.ts'

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Layout })

function Layout() {
  return (
    <>
      <nav>
        <Link to="/">Home</Link>{' '}
        <Link to="/orders" search={{ of: 2026 }} hash="last">
          Orders
        </Link>{' '}
        <Link to="/admin">Admin</Link>
      </nav>
      <SignedIn auth={auth}>
        {(user) => (
          <button type="button" onClick={() => auth.logout()}>
            Sign out {user.name}
          </button>
        )}
      </SignedIn>
      <SignedOut auth={auth}>
        <button type="button" onClick={() => auth.login()}>
          Sign in
        </button>
      </SignedOut>
      <Outlet />
    </>
  )
}
