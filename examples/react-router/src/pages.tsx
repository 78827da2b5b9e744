import { isAuthError, type LoginOptions, messageFor } from 'hallpass'
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
      <Outlet />
    </>
  )
}

export function Home() {
  return (
    <>
      <h1>Home</h1>
      <SignedOut auth={auth}>
        <SignInButton>Sign in</SignInButton>
      </SignedOut>
    </>
  )
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
  if (isAuthError(error, 'signed-out'))
    return (
      <>
        <h1>Please sign in</h1>
        <SignInButton options={error.details}>Sign in</SignInButton>
      </>
    )
  if (isAuthError(error, 'forbidden'))
    return (
      <>
        <h1>Only for admins</h1>
        <SignInButton options={{ prompt: 'login' }}>Use another account</SignInButton>
      </>
    )
  return <h1 role="alert">{messageFor(error)}</h1>
}

function SignInButton({ options, children }: { options?: LoginOptions; children: string }) {
  return (
    <button type="button" onClick={() => auth.login(options)}>
      {children}
    </button>
  )
}
