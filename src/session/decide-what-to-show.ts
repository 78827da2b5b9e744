import { compareRecords, type SessionRecord } from './record.js'

/**
 * The one place that decides what a page shows once it has read what is stored: at its start, after a message
 * or a storage event from another tab, and after waking up. `lastSignOut` is the number of the last sign-out
 * in this browser. Returns the record to show, or `'end'` where the session shown ends; `undefined` where
 * nothing changes.
 */
export function decideWhatToShow(
  shown: SessionRecord | undefined,
  stored: SessionRecord | undefined,
  lastSignOut: number,
): SessionRecord | 'end' | undefined {
  const record = stored && stored.afterSignOut >= lastSignOut ? stored : undefined
  if (record && (!shown || compareRecords(record, shown) > 0)) return record
  return shown && !record ? 'end' : undefined
}
