import type { Client, Readable } from 'hallpass'
import { checkNumber } from '../check-number.js'
import { internalsOf } from '../client/client-internals.js'
import { own } from '../own.js'
import { createStore } from '../session/store.js'
import { listenForActivity } from './activity.js'
import { sharedTime } from './shared-time.js'

/** The options of `signOutWhenIdle`. */
export interface IdleOptions {
  /**
   * After how many seconds without activity in any tab the person is signed out, from 1 to 2147483647. The
   * time in which the device sleeps counts.
   */
  readonly afterSeconds: number
  /** How many seconds before the sign-out the countdown begins, from 0 to 2147483647. Default: 60. */
  readonly warnSeconds?: number
  /**
   * Calls `active` whenever the person does something. Default: pointer, keyboard, wheel and touch, on this
   * document.
   */
  readonly listen?: (active: () => void) => () => void
}

/**
 * How near the sign-out is. `active`: no countdown is running. `ending`: the person is signed out in
 * `secondsLeft` seconds, unless they do something. `ended`: the time is over, and `client.logout()` was
 * called.
 */
export type IdleState =
  | { readonly status: 'active' }
  /** The countdown is running: show it, and offer to stay signed in. */
  | { readonly status: 'ending'; readonly secondsLeft: number }
  | { readonly status: 'ended' }

/** The state of the countdown, for showing, and the means to end it. */
export interface Idle extends Readable<IdleState> {
  /** To be called when the person wants to stay signed in. It ends the countdown in all tabs. */
  stay(): void
  /** Stops the watch, so that nobody is signed out any more. It cannot be started again. */
  stop(): void
}

const tickMs = 1000
/** The time of the last activity is stored for the other tabs at most this often. */
const writeEveryMs = 5000

/**
 * Signs the person out, with `client.logout()`, when nobody has done anything for a while in any tab of this
 * app. The time of the last activity is shared by all tabs and outlives them: a person who comes back too
 * late to a browser that was closed is signed out, too.
 *
 * @throws {TypeError} for a client that `createClient` has not made.
 * @throws {AuthError} `configuration`, for seconds that are no number from 1 (`warnSeconds`: from 0) to
 * 2147483647.
 * @example
 * const idle = signOutWhenIdle(auth, { afterSeconds: 900 })
 * idle.subscribe((state) => {
 *   dialog.hidden = state.status !== 'ending'
 * })
 */
export function signOutWhenIdle<User>(client: Client<User>, options: IdleOptions): Idle {
  const { context } = internalsOf(client)
  const { clock, storage, page } = context.effects
  const { afterSeconds, warnSeconds = 60, listen = listenForActivity } = own(options)
  checkNumber('afterSeconds', afterSeconds, 'seconds')
  checkNumber('warnSeconds', warnSeconds, 'seconds', 0)
  const state = createStore<IdleState>({ status: 'active' })
  const shared = sharedTime(storage.browser, `${context.name} active`)
  let last = clock.now()
  let written = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  function active(): void {
    last = clock.now()
    if (cancel && Math.abs(last - written) >= writeEveryMs) stay()
  }

  function stay(): void {
    last = written = clock.now()
    shared.write(last)
    updateState()
  }

  /**
   * When somebody signed in on this device for the session shown; 0 where a server part's cookie brought it.
   */
  function loginHereAt(): number {
    const record = context.current.record()
    return record && !record.fromCookie ? Math.floor(record.loginAt) : 0
  }

  function updateState(): void {
    const now = clock.now()
    // A time that lies in the future was stored before the clock was set back.
    const idleMs = now - Math.min(Math.max(last, shared.read() ?? 0), now)
    const secondsLeft = Math.ceil(afterSeconds - idleMs / 1000)
    const before = state.get()
    if (secondsLeft <= 0) {
      stopTicking()
      state.set({ status: 'ended' })
      client.logout().catch(context.warn)
    } else if (secondsLeft > warnSeconds) {
      if (before.status !== 'active') state.set({ status: 'active' })
    } else if (before.status !== 'ending' || before.secondsLeft !== secondsLeft) {
      state.set({ status: 'ending', secondsLeft })
    }
  }

  function tick(): void {
    cancel = clock.after(tickMs, tick)
    updateState()
  }

  function stopTicking(): void {
    cancel?.()
    cancel = undefined
  }

  const stops = [
    client.session.subscribe(({ status }) => {
      if (status === 'signed-out') {
        stopTicking()
        shared.forget()
      } else if (status === 'signed-in' && !cancel) {
        // For a restored session the last activity in any tab counts; for a session that began after that
        // activity, its login.
        last = Math.max(loginHereAt(), shared.read() ?? clock.now())
        state.set({ status: 'active' })
        tick()
      }
    }),
    page ? listen(active) : () => {},
    // After a sleep the time may be up, so it is checked before anybody reads on.
    page?.listen(({ type }) => {
      if (cancel && (type === 'woke' || type === 'back-from-cache')) updateState()
    }),
    stopTicking,
  ]

  return {
    get: state.get,
    subscribe: state.subscribe,
    stay,
    stop() {
      for (const stop of stops) stop?.()
    },
  }
}
