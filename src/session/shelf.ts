import type { Storages, TextStore } from '../effects/effects.js'

/** What a session survives: nothing, a reload of its tab, or a restart of the browser (and then all tabs share it). */
export type Remember = 'page' | 'tab' | 'browser'

/** One place in storage. All of it may throw or reject. */
export interface Shelf {
  peek(): unknown
  read(): Promise<unknown>
  /** Reads and writes in one step that nobody comes between. */
  update(change: (stored: unknown) => unknown): Promise<void>
  /** Leaves nothing behind, as far as that can be had: a worn refresh token, used again, would revoke the grant (RFC 9700, section 4.14.2). */
  clear(): void
}

export function createShelf(remember: Remember, storage: Storages, name: string): Shelf | undefined {
  if (remember === 'page') return undefined
  const text = textShelf(storage[remember], name)
  if (remember === 'tab') return text
  // IndexedDB is the truth; localStorage mirrors what a first paint needs, without what renews the session.
  return {
    peek: text.peek,
    read: async () => (await storage.database()).get(name),
    async update(change) {
      const database = await storage.database()
      const record = (await database.update(name, change)) as Record<string, unknown> | undefined
      // JSON leaves `undefined` out.
      await text.update(() => record && { ...record, refreshToken: undefined, idToken: undefined }).catch(text.clear)
    },
    clear() {
      text.clear()
      storage
        .database()
        .then((database) => database.update(name, () => undefined))
        .catch(() => {})
    },
  }
}

function textShelf(store: TextStore, name: string): Shelf {
  const read = (): unknown => {
    const text = store.get(name)
    try {
      return text && JSON.parse(text)
    } catch {
      // Half of it, or not ours: removed with the next change.
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
