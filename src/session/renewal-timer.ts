import type { Clock } from '../clock.js'
import { staleAtMs } from './lifetime.js'
import type { SessionRecord } from './record.js'

/** A timer is late by as long as the device sleeps, so the clock is read at least this often. */
const checkEveryMs = 30_000
/**
 * How long to wait before a renewal that is due is tried again, after it failed or was left undone on a
 * hidden page.
 */
const againAfterMs = 5000

/**
 * Calls `due` when the session shown should be renewed ahead of use or, where it cannot be renewed, when its
 * token expires. `watch` is to be called with each change of the record shown.
 */
export function createRenewalTimer(
  clock: Clock,
  age: (record: SessionRecord) => number,
  due: () => void,
): { watch(record: SessionRecord | undefined): void } {
  let cancel: (() => void) | undefined

  function arm(record: SessionRecord, expiresInMs: number, jitter: number): void {
    const stale = staleAtMs(expiresInMs)
    const wait = (record.renewable ? stale + (jitter * (expiresInMs - stale)) / 2 : expiresInMs) - age(record)
    // A wait of less than a millisecond is a rounding error: the renewal is due now, and a timer for the rest
    // would fire again and again.
    cancel = clock.after(wait >= 1 ? Math.min(wait, checkEveryMs) : againAfterMs, () => {
      // The next timer is set before `due` is called, since `due` may change the session, and `watch` then
      // cancels the timer.
      arm(record, expiresInMs, jitter)
      if (wait <= checkEveryMs) due()
    })
  }

  return {
    watch(record) {
      cancel?.()
      const expiresInMs = record?.tokens['']?.expiresInMs
      // The jitter keeps tabs that were opened together from renewing at the same moment.
      if (record && expiresInMs !== undefined) arm(record, expiresInMs, Math.random())
    },
  }
}
