import type { TextStore } from '../effects/effects.js'
import { own } from '../own.js'
import type { Dialect } from '../protocol/dialect.js'
import { checkedMetadata, discover, type ServerMetadata } from '../protocol/metadata.js'
import type { Network } from '../protocol/request.js'

const lifetimeMs = 86_400_000

/**
 * The server's metadata: given as an option, or discovered on first use and kept for a day in all tabs, so
 * that no login waits for it.
 */
export function createServerMetadata(
  issuer: string | ServerMetadata,
  store: TextStore,
  network: Network,
  accepts?: Dialect['acceptsEndpoint'],
): () => Promise<ServerMetadata> {
  let known: Promise<ServerMetadata> | undefined
  return () => {
    known ??= find()
    known.catch(() => {
      known = undefined
    })
    return known
  }

  async function find(): Promise<ServerMetadata> {
    if (typeof issuer !== 'string') return checkedMetadata(issuer, issuer.issuer)
    const key = `hallpass1 metadata ${issuer}`
    try {
      const { at, metadata } = own(JSON.parse(store.get(key) ?? '{}'))
      if (Math.abs(network.clock.now() - at) < lifetimeMs)
        return checkedMetadata(metadata, issuer, { accepts })
    } catch {
      // Storage is blocked, or holds something else, so the server is asked again.
    }
    const metadata = await discover(issuer, network, accepts)
    try {
      store.set(key, JSON.stringify({ at: network.clock.now(), metadata }))
    } catch {
      // Storage is blocked, so the next page asks the server again.
    }
    return metadata
  }
}
