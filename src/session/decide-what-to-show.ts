import { compareRecords, isBeforeSignOut, type SessionRecord } from './record.js'

/** What is known at a moment when the session shown is compared with the session stored. */
export interface Situation {
  /** The record that this page shows, where somebody is signed in here. */
  readonly shown: SessionRecord | undefined
  /**
   * The valid record in storage. `'unknown'` where storage did not answer, or where only the number of the
   * last sign-out is known.
   */
  readonly stored: SessionRecord | undefined | 'unknown'
  /** The number of the last sign-out in this browser. */
  readonly lastSignOut: number
}

/**
 * The one place that decides what a page shows after a session was stored or deleted, or after a sign-out
 * elsewhere: at the start of a page, after a message or a storage event from another tab, and after waking
 * up. Returns the record to show, or whether the session shown ends or is kept. Storage that cannot be read
 * ends no session by itself.
 */
export function decideWhatToShow({ shown, stored, lastSignOut }: Situation): SessionRecord | 'end' | 'keep' {
  const record = stored !== 'unknown' && stored && !isBeforeSignOut(stored, lastSignOut) ? stored : undefined
  if (record && (!shown || compareRecords(record, shown) > 0)) return record
  const ended = shown && (isBeforeSignOut(shown, lastSignOut) || (!record && stored !== 'unknown'))
  return ended ? 'end' : 'keep'
}
