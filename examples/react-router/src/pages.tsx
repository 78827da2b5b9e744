import { isAuthError, messageFor } from 'hallpass'
import { SignedIn, SignedOut } from 'hallpass/react'
import { Link, Outlet, useLoaderData, useRouteError } from 'react-router'
import { auth } from './auth.ts'
import type { loadOrders } from './load-orders.ts'

export function Layout() {
  return (
    <>
      <nav>
        <Link to="/">Home</Link> <Link to="/orders?of=2026#last">Orders</Link> <Link to="/admin">Admin</Link>
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

export function Home() {
  return <h1>Home</h1>
}

export function Orders() {
  const { user, orders } = useLoaderData<typeof loadOrders>()
  return (
    <>
      <h1>Orders of {user.name}</h1>
      <ul>
        {orders.map((order) => (
          <li key={order}>{order}</li>
        ))}
      </ul>
    </>
  )
}

export function Admin() {
  return <h1>Admin</h1>
}

export function NotAllowed() {
  const error = useRouteError()
  if (isAuthError(error, 'signed-out')) return <h1>Please sign in</h1>
  if (isAuthError(error, 'forbidden'))
    return (
      <>
        <h1>Only for admins</h1>
        <button type="button" onClick={() => auth.login({ prompt: 'login' })}>
          Use another account
        </button>
      </>
    )
  return <h1 role="alert">{messageFor(error)}</h1>
}
