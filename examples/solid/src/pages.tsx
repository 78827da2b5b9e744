import { A, type RouteSectionProps } from '@solidjs/router'
import { messageFor } from 'hallpass'
import { SignedIn, SignedOut, useUser } from 'hallpass/solid'
import { createResource, For, Match, Switch } from 'solid-js'
import { admin, auth, signedIn } from './auth.ts'
import { Guarded } from './Guarded.tsx'

export function Layout(props: RouteSectionProps) {
  return (
    <>
      <nav>
        <A href="/">Home</A> <A href="/orders?of=2026#last">Orders</A> <A href="/admin">Admin</A>
      </nav>
      <SignedIn auth={auth}>
        {(user) => (
          <button type="button" onClick={() => auth.logout()}>
            Sign out {user().name}
          </button>
        )}
      </SignedIn>
      <SignedOut auth={auth}>
        <button type="button" onClick={() => auth.login()}>
          Sign in
        </button>
      </SignedOut>
      {props.children}
    </>
  )
}

export function Home() {
  return <h1>Home</h1>
}

export function AdminPage() {
  return (
    <Guarded by={admin}>
      <h1>Admin</h1>
    </Guarded>
  )
}

export function OrdersPage() {
  return (
    <Guarded by={signedIn}>
      <Orders />
    </Guarded>
  )
}

function Orders() {
  const user = useUser(auth)
  const [orders] = createResource(loadOrders)
  return (
    <>
      <h1>Orders of {user().name}</h1>
      <Switch fallback={<p>Loading…</p>}>
        <Match when={orders.error}>{(error) => <p role="alert">{messageFor(error())}</p>}</Match>
        <Match when={orders()}>
          {(orders) => (
            <ul>
              <For each={orders()}>{(order) => <li>{order}</li>}</For>
            </ul>
          )}
        </Match>
      </Switch>
    </>
  )
}

async function loadOrders(): Promise<string[]> {
  const answer = await auth.fetch('/api/orders')
  if (!answer.ok) throw new Error(`The orders could not be loaded (${answer.status}).`)
  return answer.json()
}
