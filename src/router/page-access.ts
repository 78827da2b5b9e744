import type { Readable } from 'hallpass'
import { isAuthError } from '../errors.js'
import { ownerOf } from '../session/owner.js'
import { createStore } from '../session/store.js'
import type { GuardError } from './adapters.js'
import { contextOf, endedUnderUse, type Guard, type GuardedClient, pageUrlOf, personOf } from './guard.js'
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
/** A page that is loaded anew is gone by then. */
const reloadsWithinMs = 3_000
/** How long localStorage may be behind what another tab has written: in Firefox, usually for some 10 ms. */
const behindForMs = 1_000
const lookAgainAfterMs = 50

/**
 * The guard for pages that are guarded while they are rendered: layouts of Next's app router, and every
 * router without loaders. It asks the guard when somebody subscribes, and again at each change of the
 * session. Where one person takes the place of another, the page is loaded anew, except with
 * `remember: 'page'`. `visit` says what the page's URL is. Default: the URL in the address bar.
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
  /** The person whom the page was shown to last, since the last sign-out. */
  let shownTo: string | undefined

  function showAccess(next: Access<User>): void {
    const now = access.get()
    // Not while the page waits to be loaded anew: whoever comes next is still another person.
    if (next.status === 'signed-out') shownTo = undefined
    const isSame = now.status === 'allowed' && next.status === 'allowed' && now.user === next.user
    if (!isSame) access.set(next)
  }

  function showPage(user: User): void {
    const person = personOf(auth)
    const mine = asked
    const show = (): void => {
      if (mine !== asked) return
      shownTo = person
      showAccess({ status: 'allowed', user })
    }
    if (reloadForAnother(auth, shownTo, person, show)) showAccess(waiting)
    else show()
  }

  function refuse(error: unknown): void {
    if (isAuthError(error, 'signed-out')) showAccess({ status: 'signed-out', error })
    else if (isAuthError(error, 'forbidden')) showAccess({ status: 'forbidden', error })
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
        showAccess(waiting)
        user.then(unlessOutdated(showPage), unlessOutdated(refuse))
      } else showPage(user)
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
 * Calls `run` whenever somebody signs in or out, in this tab or in another one: so that a router asks its
 * guards again. It does not call `run` at the beginning, nor for a renewal of the tokens. Returns how to
 * stop.
 *
 * Where one person takes the place of another, the page is loaded anew, since a router shows what it has
 * loaded for the first person until everything is loaded for the second. With `remember: 'page'`, where a
 * reload would end the session, `run` is called instead.
 *
 * Where a session ends by itself (`expired`, `revoked`, `failed`) under a page that the person has used, or
 * that is hidden, nothing is called, so that the page stays with what was typed into it:
 * `auth.session.get()` says that nobody is signed in, and the next navigation asks the guard.
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
    if (before && endedUnderUse(auth, contextOf(auth).page())) return
    const was = before?.person
    const person = session.status === 'signed-in' ? personOf(auth) : undefined
    const isChange = before && was !== person
    before = { person }
    if (isChange && !reloadForAnother(auth, was, person, run)) run()
  })
}

/**
 * Loads the page anew where one person takes the place of another, so that nothing of the first is left on
 * it; not with `remember: 'page'`. The next page begins with what localStorage says, which may be behind for
 * a moment and is waited for. `stayed` is called where it stays behind, and where the page is still there
 * after a while, since the person has chosen to stay (`beforeunload`).
 */
function reloadForAnother<User>(
  auth: GuardedClient<User>,
  was: string | undefined,
  person: string | undefined,
  stayed: () => void,
): boolean {
  const { page, effects, settings, vault, current } = contextOf(auth)
  const isAnother = was !== undefined && person !== undefined && was !== person
  if (!isAnother || settings.remember === 'page') return false
  const owner = (record = current.record()): string | undefined => record && ownerOf(record)
  const second = owner()
  const reloadOrLookAgain = (waitedMs: number): void => {
    // The session has changed again meanwhile, and whoever listens is told of that.
    if (owner() !== second) return
    if (owner(vault.peek()) === second) {
      page().reload()
      effects.clock.after(reloadsWithinMs, stayed)
    } else if (waitedMs < behindForMs) {
      effects.clock.after(lookAgainAfterMs, () => reloadOrLookAgain(waitedMs + lookAgainAfterMs))
    } else stayed()
  }
  reloadOrLookAgain(0)
  return true
}
