import type { Network } from '../protocol/request.js'
import { inTime } from './in-time.js'

/** What is under way, or was done a moment ago, for whoever asks for the same. */
export type Shared<T> = (key: string, make: () => Promise<T>) => Promise<T>

/** A request that left its browser once more arrives within this time. */
const graceMs = 10_000

/** In this process, and kept no longer than a request takes at a provider. */
export function createShared<T>(network: Network): Shared<T> {
  const shared = new Map<string, { readonly made: Promise<T>; readonly until: number }>()
  const patienceMs = 3 * network.timeoutMs + graceMs
  return (key, make) => {
    const now = network.clock.now()
    for (const [other, { until }] of shared) if (until <= now) shared.delete(other)
    const made = shared.get(key)?.made ?? make()
    if (!shared.has(key)) shared.set(key, { made, until: now + patienceMs })
    return inTime(network, patienceMs, 'token endpoint', made)
  }
}
