import type { Clock } from '../clock.js'
import { staleAtMs } from './lifetime.js'
import type { SessionRecord } from './record.js'

/** Timers are late by as much as a device sleeps: look at the clock at least this often. */
const lookEveryMs = 30_000
/** What was due and did not succeed, or was not done in a hidden page. */
const againAfterMs = 5000

/**
 * Calls `due` when the session shown should be renewed ahead of use, or, where it cannot be renewed, when its time is up.
 * `watch` is told of each change.
 */
export function createAhead(
  clock: Clock,
  age: (record: SessionRecord) => number,
  due: () => void,
): { watch(record: SessionRecord | undefined): void } {
  let cancel: (() => void) | undefined

  function arm(record: SessionRecord, expiresInMs: number, jitter: number): void {
    const stale = staleAtMs(expiresInMs)
    const wait = (record.renewable ? stale + (jitter * (expiresInMs - stale)) / 2 : expiresInMs) - age(record)
    // Less than a millisecond is what rounding left of nothing: it is due now, and an alarm for it would go off again and again.
    cancel = clock.after(wait >= 1 ? Math.min(wait, lookEveryMs) : againAfterMs, () => {
      // First the next alarm: what is due may change the session, and with it the alarm.
      arm(record, expiresInMs, jitter)
      if (wait <= lookEveryMs) due()
    })
  }

  return {
    watch(record) {
      cancel?.()
      const expiresInMs = record?.tokens['']?.expiresInMs
      // Jitter: tabs that were opened together do not all wake for the same renewal.
      if (record && expiresInMs !== undefined) arm(record, expiresInMs, Math.random())
    },
  }
}
