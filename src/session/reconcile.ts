import { compareRecords, type SessionRecord } from './record.js'
import type { SignedOutReason } from './state.js'

/** What is known at a moment when the session shown is compared with the session stored. */
export interface Situation {
  /** What this page shows, if somebody is signed in here. */
  readonly shown: SessionRecord | undefined
  /** What is stored; `'unknown'` where only the sign-outs could be looked at, or storage did not answer. */
  readonly stored: SessionRecord | undefined | 'unknown'
  /** The number of the last sign-out in this browser. */
  readonly lastSignOut: number
  /** Has this page not shown anything yet? */
  readonly starting: boolean
}

/** What this page should do about it. */
export type Decision =
  | { readonly type: 'keep' }
  | { readonly type: 'show'; readonly record: SessionRecord; readonly as: 'restored' | 'other-tab' }
  | { readonly type: 'end'; readonly reason: SignedOutReason }

/**
 * The one place that decides what a page shows when something was stored, removed or signed out elsewhere: at the start of a page, after a
 * message or a storage event from another tab, and after waking up. What cannot be read changes nothing.
 */
export function reconcile({ shown, stored, lastSignOut, starting }: Situation): Decision {
  const record = stored !== 'unknown' && stored && stored.afterSignOut >= lastSignOut ? stored : undefined
  if (record && (!shown || compareRecords(record, shown) > 0)) {
    return { type: 'show', record, as: starting ? 'restored' : 'other-tab' }
  }
  const ended = shown && (shown.afterSignOut < lastSignOut || (!record && stored !== 'unknown'))
  if (ended) return { type: 'end', reason: 'other-tab' }
  return { type: 'keep' }
}
