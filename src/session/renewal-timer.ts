import type { Clock } from '../clock.js'
import { staleAtMs } from './lifetime.js'
import type { SessionRecord } from './record.js'

/** Timers are late by as long as the device sleeps, so the clock is looked at at least this often. */
const checkEveryMs = 30_000
/** When to try again what was due and failed, or was left undone because the page is hidden. */
const againAfterMs = 5000

/**
 * Calls `due` when the session shown should be renewed ahead of use or, if it cannot be renewed, when its time is up. `watch` is called with
 * each change of what is shown.
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
    // Less than a millisecond is a rounding error: it is due now, and a timer for it would fire again and again.
    cancel = clock.after(wait >= 1 ? Math.min(wait, checkEveryMs) : againAfterMs, () => {
      // The next timer comes first: what is due may change the session, which arms another one.
      arm(record, expiresInMs, jitter)
      if (wait <= checkEveryMs) due()
    })
  }

  return {
    watch(record) {
      cancel?.()
      const expiresInMs = record?.tokens['']?.expiresInMs
      // Jitter: tabs that were opened together do not all renew at the same moment.
      if (record && expiresInMs !== undefined) arm(record, expiresInMs, Math.random())
    },
  }
}
