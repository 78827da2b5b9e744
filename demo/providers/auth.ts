import { type Clients, createClients } from 'hallpass'
import { type Provider, type ProviderUser, presetOf, relocateProvider } from 'hallpass/providers'
import { providers } from './registry.js'

/** What `devProviders` says of itself: who is simulated here, and with which client ids. */
interface Simulation {
  readonly simulated: readonly string[]
  readonly clientIds: Readonly<Record<string, string>>
}

/** Of an app with one provider: `createClient({ ...github({ clientId: '…', server: '/oauth' }), apis })`. */
export async function createAuth(): Promise<Clients<string, ProviderUser>> {
  const simulation: Simulation = await (await fetch('/simulators/providers.json')).json()
  return createClients<string, ProviderUser>({
    remember: 'browser',
    providers: Object.fromEntries(
      providers.map((provider) => [provider.id, presetFor(provider, simulation)]),
    ),
  })
}

function presetFor(provider: Provider, { simulated, clientIds }: Simulation) {
  const isSimulated = simulated.includes(provider.id)
  return presetOf(isSimulated ? relocateProvider(provider, `${location.origin}/simulators`) : provider, {
    clientId: clientIds[provider.id] ?? 'unknown',
    // What refuses a page without a secret goes through the server part; the others talk to the page itself.
    ...(provider.mode === 'server' && { server: '/oauth' }),
  })
}
