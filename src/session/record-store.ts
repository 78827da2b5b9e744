import type { Database, Storages, TextStore } from '../effects/effects.js'

/**
 * How long a session is remembered: `page` until its page is reloaded or left, `tab` through reloads of its
 * tab, and `browser` through a restart of the browser, with all tabs sharing the session.
 */
export type Remember = 'page' | 'tab' | 'browser'

/**
 * One place where a session record is kept. Each method may throw or reject: storage can be blocked, full, or
 * slow.
 */
export interface RecordStore {
  /** Reads at once, for a first paint. The value may be out of date, so it is never enough to renew with. */
  peek(): unknown
  read(): Promise<unknown>
  /**
   * Reads and writes in one step, with no write of another tab in between. A change to `undefined` deletes
   * the record.
   */
  update(change: (stored: unknown) => unknown): Promise<void>
  /** The copy that `peek` reads, where it is not the record itself. */
  readonly mirror?: RecordStore
}

export function createRecordStore(remember: Remember, storage: Storages, name: string): RecordStore {
  if (remember === 'page') return memoryStore()
  const text = textRecordStore(storage[remember], name)
  return remember === 'tab' ? text : databaseStore(storage, name, text)
}

function memoryStore(): RecordStore {
  let value: unknown
  return {
    peek: () => value,
    read: async () => value,
    async update(change) {
      value = change(value)
    },
  }
}

function textRecordStore(store: TextStore, name: string): RecordStore {
  const read = (): unknown => {
    const text = store.get(name)
    try {
      return text && JSON.parse(text)
    } catch {
      // The text is no JSON, so it is no record. The text itself is returned, and the next change replaces
      // it.
      return text
    }
  }
  return {
    peek: read,
    read: async () => read(),
    async update(change) {
      const before = read()
      const after = change(before)
      if (after === undefined) store.delete(name)
      else if (after !== before) store.set(name, JSON.stringify(after))
    },
  }
}

/**
 * IndexedDB is authoritative. localStorage mirrors what a first paint needs, without the refresh token and
 * the ID Token.
 */
function databaseStore(storage: Storages, name: string, mirror: RecordStore): RecordStore {
  /**
   * Writes the mirror at once, and then looks again, which nobody waits for: another tab may have changed the
   * record, and mirrored that, before this mirror was written. The mirror of a session that has ended would
   * stay.
   */
  async function mirrorStored(database: Database, stored: unknown): Promise<void> {
    let record = stored
    let mirrored: unknown
    do {
      mirrored = record
      // `JSON.stringify` leaves `undefined` out.
      await mirror
        .update(() => record && { ...record, refreshToken: undefined, idToken: undefined })
        .catch(() => mirror.update(() => undefined))
        // Storage that is blocked keeps no mirror that would have to be deleted.
        .catch(() => {})
      record = await database.get(name).catch(() => record)
    } while (JSON.stringify(record) !== JSON.stringify(mirrored))
  }

  return {
    peek: mirror.peek,
    read: async () => (await storage.database()).get(name),
    async update(change) {
      const database = await storage.database()
      void mirrorStored(database, await database.update(name, change))
    },
    mirror,
  }
}
