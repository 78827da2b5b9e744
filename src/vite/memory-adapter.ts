import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly payload: AdapterPayload
  readonly expiresAt: number
}

const sweepAfter = 1000

/**
 * Keeps what oidc-provider stores, until it expires. oidc-provider's own memory holds a thousand records and
 * then forgets the oldest: in a busy test run that is somebody's refresh token.
 */
export function createMemoryAdapter(): AdapterFactory {
  const models = new Map<string, Adapter>()
  return (model) => {
    const adapter = models.get(model) ?? createModelAdapter()
    models.set(model, adapter)
    return adapter
  }
}

function createModelAdapter(): Adapter {
  const entries = new Map<string, Entry>()
  let writes = 0

  function live(id: string): AdapterPayload | undefined {
    const entry = entries.get(id)
    return entry === undefined || entry.expiresAt <= Date.now() ? undefined : entry.payload
  }

  function sweep(): void {
    for (const [id, { expiresAt }] of entries) if (expiresAt <= Date.now()) entries.delete(id)
  }

  return {
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
      entries.delete(id)
    },
    async revokeByGrantId(grantId) {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id)
    },
  }
}
