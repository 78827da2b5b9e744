import type { Network } from '../protocol/request.js'
import { inTime } from './in-time.js'

/**
 * Calls with the same key share one result, while it is being made and for a moment after that. `make` runs
 * only for the first of them.
 */
export type Shared<T> = (key: string, make: () => Promise<T>) => Promise<T>

/** A browser that sends a request a second time does so within this time. */
const graceMs = 10_000

/** Results are shared within this process, for as long as a request to a provider may take. */
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
