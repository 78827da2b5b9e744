import type { Readable } from 'hallpass'
import { isAuthError } from '../errors.js'
import { createStore } from '../session/store.js'
import type { GuardError } from './adapters.js'
import { type Guard, type GuardedClient, pageUrlOf, personOf } from './guard.js'
import type { Visit } from './visit.js'

/**
 * What a page that guards itself shows. `waiting`: it is not known yet, or this page leaves for a login: show
 * nothing, or a placeholder. `allowed`: the page. `signed-out`: a button to sign in. `forbidden`: a page that
 * says so.
 */
export type Access<User> =
  | { readonly status: 'waiting' }
  | { readonly status: 'allowed'; readonly user: User }
  | { readonly status: 'signed-out'; readonly error: Extract<GuardError, { readonly code: 'signed-out' }> }
  | { readonly status: 'forbidden'; readonly error: Extract<GuardError, { readonly code: 'forbidden' }> }

/** The access to a page, as a store that React's `useSyncExternalStore` takes. */
export interface PageAccess<User> extends Readable<Access<User>> {
  /** Always `waiting`: what a server renders, and what the first render in the browser must be equal to. */
  getOnServer(): Access<User>
}

const waiting: Access<never> = { status: 'waiting' }

/**
 * The guard for pages that are guarded while they are rendered: layouts of Next's app router, and every
 * router without loaders. It asks the guard when somebody subscribes, and again at each change of the
 * session. `visit` says what the page's URL is. Default: the URL in the address bar.
 *
 * @example
 * const access = pageAccess(auth, signedIn)
 * export default function Layout({ children }) {
 *   const now = useSyncExternalStore(access.subscribe, access.get, access.getOnServer)
 *   return now.status === 'allowed' ? children : <SignedOut access={now} />
 * }
 */
export function pageAccess<User>(
  auth: GuardedClient<User>,
  signedIn: Guard<User>,
  visit: () => Visit = () => pageUrlOf(signedIn),
): PageAccess<User> {
  const access = createStore<Access<User>>(waiting)
  let listeners = 0
  let stop: (() => void) | undefined
  let asked = 0

  function show(next: Access<User>): void {
    const now = access.get()
    const isSame = now.status === 'allowed' && next.status === 'allowed' && now.user === next.user
    if (!isSame) access.set(next)
  }

  function refuse(error: unknown): void {
    if (isAuthError(error, 'signed-out')) show({ status: 'signed-out', error })
    else if (isAuthError(error, 'forbidden')) show({ status: 'forbidden', error })
    // For example the app's own `allow` has thrown. The page's error handler is told.
    else
      queueMicrotask(() => {
        throw error
      })
  }

  function ask(unasked: boolean): void {
    const mine = ++asked
    const unlessOutdated =
      <Value>(run: (value: Value) => void) =>
      (value: Value): void => {
        if (mine === asked) run(value)
      }
    try {
      const user = signedIn(visit(), { unasked })
      if (user instanceof Promise) {
        show(waiting)
        user.then(
          unlessOutdated((user) => show({ status: 'allowed', user })),
          unlessOutdated(refuse),
        )
      } else show({ status: 'allowed', user })
    } catch (error) {
      refuse(error)
    }
  }

  return {
    get: access.get,
    getOnServer: () => waiting,
    subscribe(listener) {
      if (!listeners++) {
        let unasked = false
        stop = auth.session.subscribe(() => {
          ask(unasked)
          unasked = true
        })
      }
      const unsubscribe = access.subscribe(listener)
      return () => {
        unsubscribe()
        if (--listeners) return
        stop?.()
        // Whoever subscribes next asks again, and an answer to what was asked before comes too late.
        asked++
      }
    },
  }
}

/**
 * Calls `run` whenever somebody signs in or out, or somebody else is signed in than before, in this tab or in
 * another one: so that a router asks its guards again. A renewal of the tokens is no change. It does not call
 * `run` at the beginning. Returns how to stop.
 *
 * @example
 * onUserChange(auth, () => router.invalidate()) // TanStack Router
 * onUserChange(auth, () => router.revalidate()) // React Router
 * onUserChange(auth, () => invalidateAll()) // SvelteKit
 */
export function onUserChange<User>(auth: GuardedClient<User>, run: () => void): () => void {
  let before: { readonly person: string | undefined } | undefined
  return auth.session.subscribe((session) => {
    // A login that is under way has changed nothing yet.
    if (session.status === 'loading' || session.status === 'signing-in') return
    const person = session.status === 'signed-in' ? personOf(auth, session) : undefined
    const isChange = before && before.person !== person
    before = { person }
    if (isChange) run()
  })
}
