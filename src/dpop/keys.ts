import type { EpochMs } from '../clock.js'
import type { Effects } from '../effects/effects.js'
import { AuthError } from '../errors.js'
import { type CryptoKeyPair, createKeyPair, thumbprint } from '../protocol/dpop-proof.js'
import type { Remember } from '../session/record-store.js'

/** The keys of one client in this browser: one for each session, and one for each login that is under way. */
export interface Keys {
  create(): Promise<string>
  /** Marks the key as kept, once the login that it was made for has succeeded. */
  keep(jkt: string): Promise<void>
  find(jkt: string): Promise<CryptoKeyPair | undefined>
  /**
   * Deletes the keys of sessions, and leaves those of logins that are under way. The key `last` is deleted
   * from storage only, and stays in the memory of this page.
   */
  clear(last: string | undefined): Promise<void>
}

interface StoredKey {
  readonly jkt: string
  readonly pair: CryptoKeyPair
  readonly madeAt: EpochMs
  /** The login that the key was made for has succeeded. */
  readonly kept?: boolean
}

/** A login whose answer has not come within this time is not finished any more. */
const loginLastsMs = 3_600_000
/** How many keys are kept. A tab that is closed does not delete its keys, so the oldest are deleted first. */
const atMost = 50

/**
 * Keeps the keys in one record of IndexedDB, the only storage that keeps a key without showing its bits. Each
 * login makes a key of its own, and each change is one transaction, so that no tab can use or overwrite the
 * key of another.
 */
export function createKeys(name: string, remember: Remember, { clock, storage }: Effects): Keys {
  const key = `${name} dpop`
  const known = new Map<string, Promise<CryptoKeyPair | undefined>>()

  async function change(change: (keys: readonly StoredKey[]) => readonly StoredKey[]): Promise<void> {
    const database = await storage.database()
    await database.update(key, (stored) => {
      const next = change(readKeys(stored)).slice(-atMost)
      return next.length ? next : undefined
    })
  }

  async function readKey(jkt: string): Promise<CryptoKeyPair | undefined> {
    const database = await storage.database()
    return readKeys(await database.get(key)).find((stored) => stored.jkt === jkt)?.pair
  }

  function underWay({ kept, madeAt }: StoredKey): boolean {
    return !kept && Math.abs(clock.now() - madeAt) < loginLastsMs
  }

  async function find(jkt: string): Promise<CryptoKeyPair | undefined> {
    const found = known.get(jkt) ?? readKey(jkt)
    known.set(jkt, found)
    try {
      return await found
    } catch {
      known.delete(jkt)
      throw new AuthError('storage', { area: 'dpop' })
    }
  }

  return {
    async create() {
      const pair = await createKeyPair()
      const jkt = await thumbprint(pair)
      try {
        await change((keys) => [...keys, { jkt, pair, madeAt: clock.now() }])
      } catch {
        // Without a stored key, the page that the login comes back to would have no key to prove.
        throw new AuthError('storage', { area: 'dpop' })
      }
      known.set(jkt, Promise.resolve(pair))
      return jkt
    },
    async keep(jkt) {
      // The key is read into memory first, which is the only place that keeps it for a session with
      // `remember: 'page'`.
      await find(jkt)
      function stays(key: StoredKey): boolean {
        if (key.jkt === jkt) return remember !== 'page'
        // With 'tab', another tab may have a session of its own. A key that is not kept yet may be that of a
        // login which is under way.
        return key.kept ? remember === 'tab' : underWay(key)
      }
      await change((keys) =>
        keys.filter(stays).map((key) => (key.jkt === jkt ? { ...key, kept: true } : key)),
      )
    },
    find,
    async clear(last) {
      if (last) await find(last).catch(() => {})
      for (const jkt of known.keys()) if (jkt !== last) known.delete(jkt)
      await change((keys) => keys.filter((key) => key.jkt !== last && underWay(key)))
    },
  }
}

// An entry without the right shape is ignored.
function readKeys(value: unknown): readonly StoredKey[] {
  return Array.isArray(value)
    ? value.filter(
        (entry): entry is StoredKey =>
          entry?.pair?.privateKey instanceof CryptoKey && typeof entry.jkt === 'string',
      )
    : []
}
