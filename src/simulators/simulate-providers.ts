import type { IncomingMessage, ServerResponse } from 'node:http'
import { type SimulatedProviderId, simulateAll } from './all.js'
import { simulatedFetch, simulatedPageFetch } from './network.js'
import { serveSimulators } from './serve.js'
import type { SimulatedClient, Simulator } from './simulator.js'

/** Providers as far as an app can tell, without the network. */
export interface SimulatedProviders {
  /** Each provider, by its id. */
  readonly simulators: ReadonlyMap<string, Simulator>
  /** `fetch` for a server: it reaches the simulated providers at their real URLs, and nobody else. */
  readonly fetch: typeof fetch
  /** The same for a page of this origin, which may read only what the provider's CORS headers let it. */
  readonly fetchFor: (origin: string) => typeof fetch
  /**
   * Serves them to browsers, for Node's `http` and for Vite: `https://github.com/login` is at
   * `/github.com/login`. `relocateProvider` of `hallpass/providers` makes the description that fits.
   */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * Simulates providers with what is odd about each: GitHub's errors with status 200, commas between scopes,
 * refresh tokens that work once, redirect URIs that they refuse. Nobody's network or password is needed.
 *
 * @param ids Which ones. Default: all that are known.
 * @param client The app's registration there. Default: every client id is known, and every secret is right.
 * @example
 * ```ts
 * const { fetch, simulators } = simulateProviders(['github'], { clientId: 'shop', clientSecret: 'made up' })
 * const part = createServer({ …, fetch })
 * ```
 */
export function simulateProviders(
  ids?: readonly SimulatedProviderId[],
  client?: SimulatedClient,
): SimulatedProviders {
  const simulators = simulateAll(client, ids)
  return {
    simulators: new Map(simulators.map((simulator) => [simulator.id, simulator])),
    fetch: simulatedFetch(simulators),
    fetchFor: (origin) => simulatedPageFetch(simulators, origin),
    handle: serveSimulators(simulators),
  }
}
