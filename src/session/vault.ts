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
  last(): SessionRecord | undefined
  /**
   * Writes a login over the stored record, as newer than it. Resolves to the record written and the one it
   * replaced.
   */
  replace(next: SessionRecord): Promise<Replaced>
  /**
   * Writes only where the stored record is still the same as the one seen, by `compareRecords`, so a backoff
   * that another tab has stored changes nothing. Resolves to whether it was the same: `true` also where only
   * this page's memory could keep `next`.
   */
  replaceIfSame(seen: SessionRecord, next: SessionRecord | undefined): Promise<boolean>
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

/** What a change found: the record, valid or not, and the same one where it is valid. */
type Found = readonly [stored: SessionRecord | undefined, storedIfValid: SessionRecord | undefined]

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
  ): Promise<Found> {
    let stored: SessionRecord | undefined
    let storedIfValid: SessionRecord | undefined
    let after: SessionRecord | undefined
    let storageWasRead = false

    function apply(value: unknown): unknown {
      storageWasRead = true
      stored = newest(readRecord(value))
      storedIfValid = valid(stored)
      after = lastSeen = next(storedIfValid)
      // Where nothing changes, a valid value stays as it is, and an invalid one is deleted.
      return after === storedIfValid && !inMemory ? storedIfValid && value : after
    }

    async function keepInMemory(): Promise<void> {
      if (!storageWasRead) apply(lastSeen)
      if (after !== storedIfValid || !after) inMemory = after
      // A spent refresh token is deleted, so that the next page does not use it. One that is still good
      // stays, for the other tabs.
      if (!after || after.refreshToken !== storedIfValid?.refreshToken) {
        for (const place of [store.mirror, store]) await place?.update(withoutSpent).catch(() => {})
      }
      warn(new AuthError('storage', { area: remember }))
    }

    /** Leaves out what was to be replaced, and keeps what another tab has stored since. */
    function withoutSpent(value: unknown): unknown {
      const now = valid(readRecord(value))
      return now && !(storedIfValid && compareRecords(now, storedIfValid) <= 0) ? value : undefined
    }

    await store.update(apply).then(() => {
      inMemory = undefined
    }, keepInMemory)
    return [stored, storedIfValid]
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
    last: () => lastSeen,
    async replace(next) {
      let written = next
      const [stored] = await change((before) => {
        // The login is made newer than the record it replaces, even where the clock was set back.
        written =
          before && compareRecords(next, before) <= 0 ? own({ ...next, loginAt: before.loginAt + 1 }) : next
        return written
      })
      return { written, before: stored }
    },
    async replaceIfSame(seen, next) {
      const isSame = (record: SessionRecord | undefined): boolean => !!record && !compareRecords(record, seen)
      const [, storedIfValid] = await change((before) => (isSame(before) ? next : before))
      return isSame(storedIfValid)
    },
    async take() {
      return (await change(() => undefined))[0]
    },
    async removeInvalid() {
      const [stored, storedIfValid] = await change((before) => before)
      return storedIfValid ? undefined : stored
    },
  }
}
