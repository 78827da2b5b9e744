import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { compareRecords, readRecord, type SessionRecord } from './record.js'
import type { RecordStore, Remember } from './record-store.js'

/**
 * The stored session. Reading never writes. A record that cannot be written is kept in this page's memory,
 * where it counts until a newer record is stored.
 */
export interface Vault {
  /** Reads at once, for a first paint. The record may be out of date, so it is never enough to renew with. */
  peek(): SessionRecord | undefined
  /**
   * Rejects with `storage` where storage does not answer. The refresh token that this page saw last may be
   * spent, and using a spent refresh token would end the session of all tabs.
   */
  read(): Promise<SessionRecord | undefined>
  /** The valid record that this page found or wrote last, without another look at storage. */
  lastSeen(): SessionRecord | undefined
  /**
   * Writes a login over the stored record, as newer than it. Resolves to the record written and the one it
   * replaced.
   */
  replace(next: SessionRecord): Promise<Replaced>
  /** Writes only where the stored record is still the one that was seen. Resolves to whether it was. */
  swap(seen: SessionRecord, next: SessionRecord | undefined): Promise<boolean>
  /** Deletes the record, valid or not, and resolves to it. */
  take(): Promise<SessionRecord | undefined>
  /**
   * Deletes what is stored where it is no valid record. Resolves to it where it was a record, whose grant is
   * still to be revoked.
   */
  removeInvalid(): Promise<SessionRecord | undefined>
}

export interface Replaced {
  readonly written: SessionRecord
  readonly before: SessionRecord | undefined
}

export interface VaultOptions {
  readonly remember: Remember
  /**
   * `false` for a record from before the last sign-out, and for one whose tokens are bound otherwise than
   * this client binds its tokens. Such a record counts as absent.
   */
  readonly isValid: (record: SessionRecord) => boolean
  readonly warn: (error: AuthError) => unknown
}

export function createVault(store: RecordStore, { remember, isValid, warn }: VaultOptions): Vault {
  let inMemory: SessionRecord | undefined
  let lastSeen: SessionRecord | undefined

  function valid(record: SessionRecord | undefined): SessionRecord | undefined {
    return record && isValid(record) ? record : undefined
  }

  /** Where both records have the same order, the stored one counts, since another tab may have written it. */
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
      lastSeen = after
      return after === before && !inMemory ? before && value : after
    }

    /** Deletes what was to be replaced, and keeps what another tab has stored since. */
    function deleteSpent(value: unknown): unknown {
      const stored = valid(readRecord(value))
      const last = after ?? before
      return stored && !(last && compareRecords(stored, last) <= 0) ? value : undefined
    }

    try {
      await store.update(apply)
      inMemory = undefined
    } catch {
      if (!read) apply(lastSeen)
      if (after !== before || !after) inMemory = after
      // A spent refresh token is deleted, so that the next page does not use it. One that is still good
      // stays, for the other tabs.
      if (!after || after.refreshToken !== before?.refreshToken) {
        for (const place of [store.mirror, store]) await place?.update(deleteSpent).catch(() => {})
      }
      warn(new AuthError('storage', { area: remember }))
    }
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
    lastSeen: () => lastSeen,
    async replace(next) {
      let written = next
      const { found } = await change((before) => {
        // The login is made newer than the record it replaces, even where the clock was set back.
        written =
          before && compareRecords(next, before) <= 0 ? own({ ...next, loginAt: before.loginAt + 1 }) : next
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
