import { readRecord, type SessionRecord } from './record.js'
import type { Shelf } from './shelf.js'

/** Where the session is at rest. Every method works when storage does not: then this page's memory is all there is. */
export interface Vault {
  /** At once, for a first paint: true a moment ago. Never enough to renew with. */
  peek(): SessionRecord | undefined
  read(): Promise<SessionRecord | undefined>
  replace(next: SessionRecord): Promise<void>
  /** Writes only over the revision that was seen; says whether it did. */
  swap(seen: SessionRecord, next: SessionRecord | undefined): Promise<boolean>
  /** Removes and returns what was there. */
  take(): Promise<SessionRecord | undefined>
}

const same = (stored: SessionRecord | undefined): SessionRecord | undefined => stored

/**
 * Without a shelf the session lives in memory. `warn` is called when the shelf fails. A record that does not fit this client's
 * options any more is none.
 */
export function createVault(
  shelf: Shelf | undefined,
  warn: () => void,
  fits: (record: SessionRecord) => boolean,
): Vault {
  // In memory: all there is without a shelf; else what could not be stored, which then goes before what is.
  let kept: SessionRecord | undefined
  // What this page saw last, for when the shelf does not even answer.
  let known: SessionRecord | undefined

  function fitting(value: unknown): SessionRecord | undefined {
    const record = readRecord(value)
    return record && fits(record) ? record : undefined
  }

  /** Resolves to what was there before. */
  async function change(
    next: (stored: SessionRecord | undefined) => SessionRecord | undefined,
  ): Promise<SessionRecord | undefined> {
    let before = kept
    let after: SessionRecord | undefined
    let read = false
    const apply = (value: unknown): unknown => {
      read = true
      before = kept ?? fitting(value)
      known = after = next(before)
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
      kept = after
      shelf?.clear()
      warn()
    }
    return before
  }

  return {
    peek() {
      try {
        const hint = kept ?? fitting(shelf?.peek())
        known ??= hint && { ...hint, renewable: !!hint.refreshToken }
        return hint
      } catch {
        return undefined
      }
    },
    async read() {
      if (kept || !shelf) return kept
      try {
        const value = await shelf.read()
        const record = fitting(value)
        // What is none is removed.
        if (value !== undefined && !record) return change(same)
        known = record
        return record
      } catch {
        // A shelf that could not be read now has the session later.
        warn()
        return known
      }
    },
    async replace(next) {
      await change(() => next)
    },
    async swap(seen, next) {
      const before = await change((stored) => (stored?.revision === seen.revision ? next : stored))
      return before?.revision === seen.revision
    },
    take: () => change(() => undefined),
  }
}
