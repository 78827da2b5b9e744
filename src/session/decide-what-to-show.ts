import { compareRecords, type SessionRecord } from './record.js'

/** What is known at a moment when the session shown is compared with the session stored. */
export interface Situation {
  /** The record that this page shows, where somebody is signed in here. */
  readonly shown: SessionRecord | undefined
  /** The record in storage. */
  readonly stored: SessionRecord | undefined
  /** The number of the last sign-out in this browser. */
  readonly lastSignOut: number
}

/**
 * The one place that decides what a page shows once it has read what is stored: at its start, after a message
 * or a storage event from another tab, and after waking up. Returns the record to show, or whether the
 * session shown ends or is kept.
 */
export function decideWhatToShow({ shown, stored, lastSignOut }: Situation): SessionRecord | 'end' | 'keep' {
  const record = stored && stored.afterSignOut >= lastSignOut ? stored : undefined
  if (record && (!shown || compareRecords(record, shown) > 0)) return record
  return shown && !record ? 'end' : 'keep'
}
