import type { AnyAuthError, Session } from 'hallpass'
import type {
  HallpassButtonAttributes,
  HallpassErrorHandler,
  HallpassUserAttributes,
  HallpassWhenAttributes,
} from 'hallpass/elements'
import { getContext, onMount, setContext } from 'svelte'
import type { HTMLAttributes } from 'svelte/elements'
import { fromStore } from 'svelte/store'
import { authErrorOf } from '../adapters/auth-error-of.js'
import type { HasSession, Startable, UserIn } from '../adapters/has-session.js'
import { userOf } from '../adapters/user-of.js'
import { AuthError } from '../errors.js'

export type { HasSession, Startable, UserIn }

/**
 * A value that is read from `current`, and is tracked where it is read: in markup, `$derived` or `$effect`.
 */
export interface Current<Value> {
  /** The value now. */
  readonly current: Value
}

/**
 * Returns the session of a client, in `current`. On a server it is `loading`. Svelte does not tell a
 * component that it is hydrated, so call `auth.start()` in `onMount` where pages are rendered on a server
 * (`provideAuth` does): until then the session is `loading` as well.
 *
 * `auth.session` is a store of Svelte's contract, too: `$session` works with it.
 *
 * @example
 * const session = useSession(auth) // in the markup: {#if session.current.status === 'signed-in'}
 */
export function useSession<State extends Session<unknown>>(auth: HasSession<State>): Current<State> {
  return fromStore(auth.session)
}

/**
 * Returns who is signed in, in `current`, for a component that is only there while somebody is signed in.
 * While the component is still there after a sign-out, it keeps the last user. Where nobody was signed in,
 * reading `current` throws the `AuthError` `signed-out`, for the nearest `<svelte:boundary>`.
 *
 * @example
 * const user = useUser(auth) // in the markup: {user.current.name}
 */
export function useUser<State extends Session<unknown>>(auth: HasSession<State>): Current<UserIn<State>> {
  const session = useSession(auth)
  let last: { readonly user: UserIn<State> } | undefined
  return {
    get current() {
      const now = session.current
      // A router takes a component away only after the session has changed.
      if (now.status === 'signed-in' || !last) last = { user: userOf(now) }
      return last.user
    },
  }
}

/**
 * Returns what is wrong with the session, in `current`: the error it ended with, or the error of the last
 * renewal, while renewing fails and the session goes on. `undefined` where all is well.
 *
 * @example
 * const error = useAuthError(auth) // in the markup: {messageFor(error.current)}
 */
export function useAuthError(auth: HasSession): Current<AnyAuthError | undefined> {
  const session = useSession(auth)
  return {
    get current() {
      return authErrorOf(session.current)
    },
  }
}

const key = 'hallpass'

/**
 * Hands a client to this component and to all below it, for `useAuth()`; starts it when the component is
 * mounted, which is after hydration, and closes it when the component is destroyed. Call it in the root
 * layout. No other function of this package needs it.
 *
 * @example
 * provideAuth(auth)
 */
export function provideAuth(auth: Startable): void {
  setContext(key, auth)
  onMount(() => {
    void auth.start()
    return () => auth.close()
  })
}

/**
 * Returns the client that `provideAuth` has handed to this component.
 *
 * @throws {AuthError} `configuration` without `provideAuth` in a component around.
 * @example
 * const auth = useAuth<typeof import('./auth.js').auth>()
 */
export function useAuth<Auth extends Startable>(): Auth {
  const auth = getContext<Auth | undefined>(key)
  if (auth) return auth
  const reason = 'useAuth: no component around this one has called provideAuth(auth)'
  throw new AuthError('configuration', { reason }, `${reason}.`)
}

type ElementProps<Attributes> = Attributes &
  HallpassErrorHandler &
  Omit<HTMLAttributes<HTMLElement>, keyof Attributes>

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'hallpass-button': ElementProps<HallpassButtonAttributes>
    'hallpass-user': ElementProps<HallpassUserAttributes>
    'hallpass-when': ElementProps<HallpassWhenAttributes>
  }
}
