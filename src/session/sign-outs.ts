import type { Clock } from '../clock.js'
import type { Storages } from '../effects/effects.js'
import type { RecordOrder } from './record.js'

/**
 * The sign-outs of one client in this browser, as numbers that only grow. localStorage has the last one, so that a page learns of it that
 * heard no message: in the back/forward cache, without BroadcastChannel, or not loaded at that moment. sessionStorage says that it was in
 * this tab, for the page that the server's own sign-out comes back to, and has the `state` by which that page is recognised.
 */
export interface SignOuts {
  /** The key in localStorage and sessionStorage. */
  readonly key: string
  /** The number of the last sign-out; 0 where there was none, or where storage does not answer. */
  last(): number
  /** The sign-out that a login which begins now comes after. */
  beforeLogin(): number
  /** Ends every session that began before this moment, `shown` included, in whichever tab. */
  add(shown: RecordOrder | undefined): number
  /** Another tab says that it was the place of this sign-out: for where localStorage could not be written. */
  hear(number: number): void
  /** Was the last sign-out in this tab? Each is told once. */
  takeOwn(): boolean
  /** The `state` that the server's own sign-out is asked to bring back (OpenID Connect RP-Initiated Logout 1.0, section 2). */
  state(): string
  /** The `state` of the last sign-out in this tab, for the page that comes back from it. */
  ownState(): string | undefined
}

export function createSignOuts(name: string, storage: Storages, clock: Clock): SignOuts {
  const key = `${name} signed-out`
  /** The last sign-out that this page made or was told of. */
  let known = 0

  /** `undefined`: nobody can say. */
  function read(): number | undefined {
    try {
      const number = Number(storage.browser.get(key))
      return Math.max(Number.isSafeInteger(number) ? number : 0, known)
    } catch {
      return undefined
    }
  }

  function ownState(): string | undefined {
    try {
      return storage.tab.get(key)
    } catch {
      return undefined
    }
  }

  return {
    key,
    last: () => read() ?? known,
    // Where nobody can say, any sign-out before now may have been the last.
    beforeLogin: () => read() ?? Math.max(clock.now(), known),
    add(shown) {
      // Larger than every number before it, whatever was done to the clock or to localStorage.
      const number = Math.max(clock.now(), (read() ?? known) + 1, (shown?.afterSignOut ?? 0) + 1)
      known = number
      try {
        storage.browser.set(key, `${number}`)
      } catch {
        // The other tabs hear the number, or find the session itself removed.
      }
      try {
        storage.tab.set(key, newState(number))
      } catch {
        // The next page of this tab does not know of the sign-out.
      }
      return number
    },
    hear(number) {
      if (Number.isSafeInteger(number)) known = Math.max(known, number)
    },
    takeOwn() {
      try {
        const own = storage.tab.get(key) !== undefined
        if (own) storage.tab.delete(key)
        return own
      } catch {
        return false
      }
    },
    state: () => ownState() ?? newState(clock.now()),
    ownState,
  }
}

function newState(number: number): string {
  return `${number}-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`
}
