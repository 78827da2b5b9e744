import type { Clock } from '../clock.js'
import type { Storages } from '../effects/effects.js'
import type { RecordOrder } from './record.js'

/**
 * The sign-outs of one client in this browser, as numbers that only grow. localStorage keeps the last number,
 * so that a page also learns of a sign-out whose message it did not get: in the back/forward cache, without
 * BroadcastChannel, or because the page was not loaded at that moment. sessionStorage says that the sign-out
 * was in this tab, for the page that the server's own sign-out returns to, and keeps the `state` by which
 * that page is recognised.
 */
export interface SignOuts {
  /** The key in localStorage and sessionStorage. */
  readonly key: string
  /** The number of the last sign-out; 0 where there was none, or where storage does not answer. */
  last(): number
  /** The number of the last sign-out before a login that begins now. */
  beforeLogin(): number
  /**
   * Records a sign-out, which ends every session that began before it, `shown` included, in all tabs. Returns
   * its number.
   */
  add(shown: RecordOrder | undefined): number
  /** Notes a sign-out that another tab announced, for browsers in which localStorage cannot be written. */
  hear(number: number): void
  /**
   * Why the session of this record is stored no more. `other-tab`: somebody signed out after its login, or
   * may have, where storage is blocked. `expired`: it ended by itself, here or in another tab. The number of
   * a sign-out is written before the record is deleted, so that this page can tell.
   */
  whyGone(record: RecordOrder): 'other-tab' | 'expired'
  /** Was the last sign-out in this tab? Returns `true` once for each sign-out. */
  takeOwn(): boolean
  /**
   * The `state` that the server's own sign-out is asked to bring back (OpenID Connect RP-Initiated Logout
   * 1.0, section 2).
   */
  state(): string
  /** The `state` of the last sign-out in this tab, for the page that comes back from it. */
  ownState(): string | undefined
}

export function createSignOuts(name: string, storage: Storages, clock: Clock): SignOuts {
  const key = `${name} signed-out`
  /** The last sign-out that this page made or was told of. */
  let known = 0

  /** `undefined` where storage is blocked. */
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
    // Where storage is blocked, the last sign-out may have been at any time until now.
    beforeLogin: () => read() ?? Math.max(clock.now(), known),
    add(shown) {
      // The number is larger than every number before it, even where the clock or localStorage was changed.
      const number = Math.max(clock.now(), (read() ?? known) + 1, (shown?.afterSignOut ?? 0) + 1)
      known = number
      try {
        storage.browser.set(key, `${number}`)
      } catch {
        // Storage is blocked. Other tabs are sent the number, or find the record deleted.
      }
      try {
        storage.tab.set(key, newState(number))
      } catch {
        // Storage is blocked, so the next page of this tab does not know of the sign-out.
      }
      return number
    },
    hear(number) {
      if (Number.isSafeInteger(number)) known = Math.max(known, number)
    },
    whyGone: (record) =>
      record.afterSignOut < (read() ?? Number.POSITIVE_INFINITY) ? 'other-tab' : 'expired',
    takeOwn() {
      try {
        const own = storage.tab.get(key) !== undefined
        storage.tab.delete(key)
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
