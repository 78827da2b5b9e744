import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly payload: AdapterPayload
  readonly expiresAt: number
}

/** A record with the key that it is found by. */
export interface StoredRecord {
  readonly id: string
  readonly payload: AdapterPayload
  /** In milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What oidc-provider stores, and what the dashboard and tests see and change of it. */
export interface MemoryStore {
  readonly adapter: AdapterFactory
  /** The records of a model (`Grant`, `RefreshToken`, `AccessToken`) that have not expired. */
  readonly list: (model: string) => readonly StoredRecord[]
  /** Was this record removed before its time? Then what it stood for was revoked, or was made to expire. */
  readonly wasRemoved: (model: string, id: string) => boolean
}

const sweepAfter = 1000

/**
 * Stores the records of oidc-provider until they expire. The store that comes with oidc-provider holds a
 * thousand records and then deletes the oldest, which in a busy test run is somebody's refresh token.
 */
export function createMemoryStore(): MemoryStore {
  const models = new Map<string, Model>()

  function modelNamed(name: string): Model {
    const model = models.get(name) ?? createModel()
    models.set(name, model)
    return model
  }

  return {
    adapter: (name) => modelNamed(name).adapter,
    list: (name) => modelNamed(name).list(),
    wasRemoved: (name, id) => modelNamed(name).wasRemoved(id),
  }
}

interface Model {
  readonly adapter: Adapter
  readonly list: () => readonly StoredRecord[]
  readonly wasRemoved: (id: string) => boolean
}

function createModel(): Model {
  const entries = new Map<string, Entry>()
  /** When each would have expired. */
  const removed = new Map<string, number>()
  let writes = 0

  function live(id: string): AdapterPayload | undefined {
    const entry = entries.get(id)
    return entry === undefined || entry.expiresAt <= Date.now() ? undefined : entry.payload
  }

  function sweep(): void {
    for (const [id, { expiresAt }] of entries) if (expiresAt <= Date.now()) entries.delete(id)
    for (const [id, expiresAt] of removed) if (expiresAt <= Date.now()) removed.delete(id)
  }

  function remove(id: string): void {
    const entry = entries.get(id)
    if (entry === undefined) return
    entries.delete(id)
    removed.set(id, entry.expiresAt)
  }

  const adapter: Adapter = {
    async upsert(id, payload, expiresIn) {
      writes += 1
      if (writes % sweepAfter === 0) sweep()
      entries.set(id, {
        payload,
        expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY,
      })
    },
    async find(id) {
      return live(id)
    },
    async findByUid(uid) {
      for (const [id, { payload }] of entries) if (payload.uid === uid) return live(id)
      return undefined
    },
    async findByUserCode() {
      return undefined
    },
    async consume(id) {
      const payload = live(id)
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      remove(id)
    },
    async revokeByGrantId(grantId) {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) remove(id)
    },
  }

  return {
    adapter,
    list: () =>
      [...entries].flatMap(([id, { payload, expiresAt }]) =>
        expiresAt <= Date.now() ? [] : [{ id, payload, expiresAt }],
      ),
    wasRemoved: (id) => removed.has(id),
  }
}
