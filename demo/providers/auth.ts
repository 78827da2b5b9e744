import { type Clients, createClients } from 'hallpass'
import { type Provider, type ProviderUser, presetOf } from 'hallpass/providers'
import { relocate } from '../../src/simulators/relocate.js'
import { providers, type RealClientIds, simulatedClientId, simulatorsPath } from './registry.js'

/** Of an app with one provider: `createClient({ ...github({ clientId: '…', server: '/oauth' }), apis })`. */
export async function createAuth(): Promise<Clients<string, ProviderUser>> {
  const real: RealClientIds = await (await fetch('/providers.json')).json()
  return createClients<string, ProviderUser>({
    remember: 'browser',
    providers: Object.fromEntries(
      providers.map((provider) => [provider.id, presetFor(provider, real[provider.id])]),
    ),
  })
}

function presetFor(provider: Provider, clientId: string | undefined) {
  // What refuses a page without a secret goes through the server part; the others talk to the page itself.
  const server = provider.mode === 'server' ? { server: '/oauth' } : {}
  return clientId
    ? presetOf(provider, { clientId, ...server })
    : presetOf(relocate(provider, location.origin + simulatorsPath), {
        clientId: simulatedClientId,
        ...server,
      })
}
