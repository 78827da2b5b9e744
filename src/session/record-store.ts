import type { Storages, TextStore } from '../effects/effects.js'

/** What a session survives: nothing, a reload of its tab, or a restart of the browser (and then all tabs share it). */
export type Remember = 'page' | 'tab' | 'browser'

/** One place where a session record is kept. Each method may throw or reject: storage can be blocked, full, or slow. */
export interface RecordStore {
  /** At once, for a first paint. It was true a moment ago, and is never enough to renew with. */
  peek(): unknown
  read(): Promise<unknown>
  /** Reads and writes in one step that no other tab comes between. `undefined` deletes. */
  update(change: (stored: unknown) => unknown): Promise<void>
  /** Deletes, as far as that is possible. Never throws. */
  clear(): void
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
    clear() {
      value = undefined
    },
  }
}

function textRecordStore(store: TextStore, name: string): RecordStore {
  const read = (): unknown => {
    const text = store.get(name)
    try {
      return text && JSON.parse(text)
    } catch {
      // Half a record, or not ours: the text stands for it, and the next change replaces it.
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
    clear() {
      try {
        store.delete(name)
      } catch {
        // A storage that refuses everything keeps nothing either.
      }
    },
  }
}

/** IndexedDB has the truth. localStorage mirrors what a first paint needs, without what renews the session. */
function databaseStore(storage: Storages, name: string, mirror: RecordStore): RecordStore {
  return {
    peek: mirror.peek,
    read: async () => (await storage.database()).get(name),
    async update(change) {
      const database = await storage.database()
      const record = (await database.update(name, change)) as Record<string, unknown> | undefined
      // `JSON.stringify` leaves `undefined` out.
      const mirrored = record && { ...record, refreshToken: undefined, idToken: undefined }
      await mirror.update(() => mirrored).catch(mirror.clear)
    },
    clear() {
      mirror.clear()
      storage
        .database()
        .then((database) => database.update(name, () => undefined))
        .catch(() => {})
    },
  }
}
