import { useLocation } from '@solidjs/router'
import { pageAccess } from 'hallpass/router'
import { from, type JSX, Match, Switch } from 'solid-js'
import { auth, type signedIn } from './auth.ts'

interface GuardedProps {
  by: typeof signedIn
  children: JSX.Element
}

/** Shows its children to whoever may see this page, and asks again when somebody signs in or out. */
export function Guarded(props: GuardedProps) {
  const location = useLocation()
  const access = from(pageAccess(auth, props.by, () => location))
  return (
    <Switch fallback={<p>Loading…</p>}>
      <Match when={access()?.status === 'allowed'}>{props.children}</Match>
      <Match when={access()?.status === 'forbidden'}>
        <h1>Only for admins</h1>
        <button type="button" onClick={() => auth.login({ prompt: 'login' })}>
          Use another account
        </button>
      </Match>
      <Match when={access()?.status === 'signed-out'}>
        <h1>Please sign in</h1>
      </Match>
    </Switch>
  )
}
