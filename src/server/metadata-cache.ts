import { discover, type ServerMetadata } from '../protocol/metadata.js'
import type { Network } from '../protocol/request.js'
import type { Provider } from '../providers/provider.js'
import { metadataOf } from './provider-metadata.js'

const lifetimeMs = 86_400_000

/**
 * Requests a provider's metadata once a day. The cache holds the metadata and not a promise, since on Workers
 * a request may not wait for the promise of another request.
 */
export function createMetadataCache(): (provider: Provider, network: Network) => Promise<ServerMetadata> {
  const known = new Map<string, { readonly metadata: ServerMetadata; readonly at: number }>()
  return async (provider, network) => {
    const given = metadataOf(provider)
    if (given) return given
    const { issuer } = provider
    const kept = known.get(issuer)
    const now = network.clock.now()
    if (kept && Math.abs(now - kept.at) < lifetimeMs) return kept.metadata
    const metadata = await discover(issuer, network)
    known.set(issuer, { metadata, at: now })
    return metadata
  }
}
