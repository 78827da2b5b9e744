import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { compareRecords, readRecord, type SessionRecord } from './record.js'
import type { RecordStore, Remember } from './record-store.js'

/**
 * The stored session. Reading never writes. A record that cannot be written is kept in this page's memory, where it counts until something
 * newer is stored.
 */
export interface Vault {
  /** At once, for a first paint. It was true a moment ago, and is never enough to renew with. */
  peek(): SessionRecord | undefined
  /**
   * Rejects with `storage` where storage does not answer: what this page saw last may be spent, and using a spent refresh token would end
   * the session of all tabs.
   */
  read(): Promise<SessionRecord | undefined>
  /** Writes a login over whatever is there, as newer than that. Resolves to what was written, and to what it replaced. */
  replace(next: SessionRecord): Promise<Replaced>
  /** Writes only where the stored record is still the one that was seen; resolves to whether it did. */
  swap(seen: SessionRecord, next: SessionRecord | undefined): Promise<boolean>
  /** Deletes the record, valid or not, and resolves to it. */
  take(): Promise<SessionRecord | undefined>
  /** Deletes what is stored and is not valid, and resolves to it where it was a record: its grant is still to be revoked. */
  removeInvalid(): Promise<SessionRecord | undefined>
}

export interface Replaced {
  readonly written: SessionRecord
  readonly before: SessionRecord | undefined
}

export interface VaultOptions {
  readonly remember: Remember
  /** Was it from before the last sign-out, or is it bound otherwise than this client binds its tokens? Then it counts as absent. */
  readonly isValid: (record: SessionRecord) => boolean
  readonly warn: (error: AuthError) => unknown
}

export function createVault(store: RecordStore, { remember, isValid, warn }: VaultOptions): Vault {
  let inMemory: SessionRecord | undefined
  let lastSeen: SessionRecord | undefined

  function valid(record: SessionRecord | undefined): SessionRecord | undefined {
    return record && isValid(record) ? record : undefined
  }

  /** Of two that are the same in order, the stored one counts: another tab may have renewed what this page keeps in memory. */
  function newest(stored: SessionRecord | undefined): SessionRecord | undefined {
    return inMemory && (!stored || compareRecords(inMemory, stored) > 0) ? inMemory : stored
  }

  async function change(
    next: (before: SessionRecord | undefined) => SessionRecord | undefined,
  ): Promise<{ readonly found: SessionRecord | undefined; readonly before: SessionRecord | undefined }> {
    let found: SessionRecord | undefined
    let before: SessionRecord | undefined
    let after: SessionRecord | undefined
    let read = false

    function apply(value: unknown): unknown {
      read = true
      found = newest(readRecord(value))
      before = valid(found)
      after = next(before)
      return after === before && !inMemory ? before && value : after
    }

    try {
      await store.update(apply)
      inMemory = undefined
    } catch {
      if (!read) apply(lastSeen)
      if (after !== before || !after) inMemory = after
      // A spent refresh token must not be found again by the next page. One that is still good stays, for the other tabs.
      if (!after || after.refreshToken !== before?.refreshToken) store.clear()
      warn(new AuthError('storage', { area: remember }))
    }
    lastSeen = after
    return { found, before }
  }

  return {
    peek() {
      try {
        const record = valid(inMemory ?? readRecord(store.peek()))
        lastSeen ??= record
        return record
      } catch {
        return undefined
      }
    },
    async read() {
      let value: unknown
      try {
        value = await store.read()
      } catch {
        const record = valid(inMemory)
        if (record) return record
        throw new AuthError('storage', { area: remember })
      }
      lastSeen = valid(newest(readRecord(value)))
      return lastSeen
    },
    async replace(next) {
      let written = next
      const { found } = await change((before) => {
        // Newer than what was there, whatever was done to the clock.
        written = before && compareRecords(next, before) <= 0 ? own({ ...next, loginAt: before.loginAt + 1 }) : next
        return written
      })
      return { written, before: found }
    },
    async swap(seen, next) {
      const { before } = await change((stored) => (stored && !compareRecords(stored, seen) ? next : stored))
      return !!before && !compareRecords(before, seen)
    },
    async take() {
      return (await change(() => undefined)).found
    },
    async removeInvalid() {
      const { found, before } = await change((stored) => stored)
      return before ? undefined : found
    },
  }
}
