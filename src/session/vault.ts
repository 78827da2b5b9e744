import type { AuthError } from '../errors.js'
import { readRecord, type SessionRecord } from './record.js'
import type { Shelf } from './shelf.js'

/** Where the session is at rest. What cannot be written is kept in this page's memory. */
export interface Vault {
  /** At once, for a first paint: true a moment ago. Never enough to renew with. */
  peek(): SessionRecord | undefined
  /** Rejects with `storage` where nobody can say: what this page saw last may be worn, and to use it would revoke the grant of all. */
  read(): Promise<SessionRecord | undefined>
  replace(next: SessionRecord): Promise<void>
  /** Writes only over the revision that was seen; says whether it did. */
  swap(seen: SessionRecord, next: SessionRecord | undefined): Promise<boolean>
  /** Removes and returns what was there. */
  take(): Promise<SessionRecord | undefined>
}

const same = (stored: SessionRecord | undefined): SessionRecord | undefined => stored

export interface VaultWorld {
  /** A record that does not fit, any more, is none. `discard` gets it once it has been removed. */
  readonly fits: (record: SessionRecord) => boolean
  readonly discard: (record: SessionRecord) => void
  readonly failure: () => Promise<AuthError>
  readonly warn: (error: AuthError) => void
}

/** Without a shelf the session lives in memory. */
export function createVault(shelf: Shelf | undefined, { fits, discard, failure, warn }: VaultWorld): Vault {
  // In memory: all there is without a shelf; else what could not be stored. It counts until something newer is stored than what it was to replace.
  let kept: SessionRecord | undefined
  let replaced: string | undefined
  // What this page saw last, for when the shelf does not even answer.
  let known: SessionRecord | undefined
  let lived = false

  const fitting = (record: SessionRecord | undefined): SessionRecord | undefined =>
    record && fits(record) ? record : undefined

  function best(value: unknown): SessionRecord | undefined {
    const stored = readRecord(value)
    if (kept && stored && stored.revision !== replaced && stored.since >= kept.since && fits(stored)) kept = undefined
    return kept ?? stored
  }

  /** Resolves to what was there before. */
  async function change(
    next: (stored: SessionRecord | undefined) => SessionRecord | undefined,
    unfit: (record: SessionRecord) => void = discard,
  ): Promise<SessionRecord | undefined> {
    let found: SessionRecord | undefined
    let before: SessionRecord | undefined
    let after: SessionRecord | undefined
    let read = false
    const apply = (value: unknown): unknown => {
      read = true
      found = best(value)
      before = fitting(found)
      known = after = next(before)
      lived ||= !!after
      return after === before && !kept ? before && value : after
    }
    try {
      if (shelf) {
        await shelf.update(apply)
        kept = undefined
      } else {
        apply(undefined)
        // Before anybody else can read.
        kept = after
      }
    } catch {
      if (!read) apply(known)
      if (after !== before || !after) {
        // Still what is on the shelf, where the one before could not be stored either.
        if (!kept || before !== kept) replaced = before?.revision
        kept = after
      }
      // Else what is stored renews the session as before, and the other tabs need it.
      if (!after || after.refreshToken !== before?.refreshToken) shelf?.clear()
      failure().then(warn)
    }
    if (found && !before) unfit(found)
    return before
  }

  return {
    peek() {
      try {
        const hint = fitting(kept ?? readRecord(shelf?.peek()))
        known ??= hint
        lived ||= !!hint
        return hint
      } catch {
        return undefined
      }
    },
    async read() {
      const value = await shelf?.read().catch(async () => {
        if (!fitting(kept)) throw await failure()
      })
      const record = fitting(best(value))
      // What is none is removed. A page that had the session is told of its end: whoever ends it takes it away.
      if (!record && value !== undefined && !lived) return change(same)
      lived ||= !!record
      known = record
      return record
    },
    async replace(next) {
      await change(() => next)
    },
    async swap(seen, next) {
      const before = await change((stored) => (stored?.revision === seen.revision ? next : stored))
      return before?.revision === seen.revision
    },
    async take() {
      let taken: SessionRecord | undefined
      const before = await change(
        () => undefined,
        (unfit) => {
          taken = unfit
        },
      )
      return before ?? taken
    },
  }
}
