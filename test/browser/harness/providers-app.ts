import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Provider } from '../../../src/providers/provider.js'
import { relocateProvider } from '../../../src/providers/relocate.js'
import { createServer } from '../../../src/server/index.js'
import { toNodeHandler } from '../../../src/server/node.js'
import { simulateAll } from '../../../src/simulators/all.js'
import { simulatedFetch } from '../../../src/simulators/network.js'
import { serveSimulators } from '../../../src/simulators/serve.js'
import type { Simulator } from '../../../src/simulators/simulator.js'
import { underPolicy } from './page-policy.js'
import { bundledScripts } from './scripts.js'
import type { World } from './world.js'

const client = { clientId: 'app', clientSecret: 'the secret', anyRedirect: true }

/**
 * The providers in the place of the world's authorization server, and an app that signs in with those named,
 * direct or through a server part.
 */
export async function mountProviders(
  world: World,
  { direct, mediated }: { readonly direct: readonly Provider[]; readonly mediated: readonly Provider[] },
): Promise<ReadonlyMap<string, Simulator>> {
  const simulators = simulateAll(client)
  const { origin: base } = world.idp
  world.idp.reset(serveSimulators(simulators))
  const send = simulatedFetch(simulators)
  const part = createServer({
    origins: [world.app.origin],
    cookieKey: 'a key of this test 0123456789 abcdef',
    // Names below localhost are this machine to a browser, and nobody to Node.
    fetch: (input, init) => send(String(input).replace(`${base}/`, 'https://'), init),
    providers: Object.fromEntries(
      mediated.map((provider) => [
        provider.id,
        { provider: relocateProvider(provider, base), ...secretFor(client) },
      ]),
    ),
  })
  const handle = toNodeHandler(part)
  const page = await servePage(base, [
    ...direct.map(({ id }) => [id, '']),
    ...mediated.map(({ id }) => [id, '/oauth']),
  ])
  world.app.reset((request, response) => handle(request, response, () => page(request, response)))
  return new Map(simulators.map((simulator) => [simulator.id, simulator]))
}

function secretFor({ clientId, clientSecret }: typeof client) {
  return { clientId, clientSecret }
}

/** Every path is the page: what the providers come back to, too. */
async function servePage(base: string, wanted: readonly (readonly string[])[]): Promise<RequestListener> {
  const scripts = await bundledScripts()
  const html = await readFile(join(import.meta.dirname, 'providers.html'), 'utf8')
  const page = html.replace('"OPTIONS"', () => JSON.stringify({ base, wanted }))
  return ({ url = '/' }, response) => {
    const script = scripts.get(url)
    if (script !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    else if (url === '/favicon.ico') response.writeHead(204).end()
    else {
      const { headers, body } = underPolicy(page)
      response.writeHead(200, headers).end(body)
    }
  }
}
