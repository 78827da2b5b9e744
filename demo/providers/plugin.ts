import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connect, HttpServer, Plugin } from 'vite'
import { createServer } from '../../src/server/index.js'
import { toNodeHandler } from '../../src/server/node.js'
import { simulateAll } from '../../src/simulators/all.js'
import { simulatedFetch } from '../../src/simulators/network.js'
import { relocate } from '../../src/simulators/relocate.js'
import { serveSimulators } from '../../src/simulators/serve.js'
import { providers, type RealClientIds, simulatedClientId, simulatorsPath } from './registry.js'

/**
 * The server behind the page with many providers: the server part of `hallpass/server`, and beside it a
 * simulation of each provider. With `GITHUB_CLIENT_ID` and `GITHUB_CLIENT_SECRET` in the environment
 * (likewise for the others) the real one takes its place.
 */
export function demoProviders(): Plugin {
  const mount = ({
    middlewares,
    httpServer,
  }: {
    middlewares: Connect.Server
    httpServer: HttpServer | null
  }) => {
    const registration = { clientId: simulatedClientId, clientSecret: randomBytes(16).toString('hex') }
    const simulators = simulateAll({ ...registration, anyRedirect: true })
    const serve = serveSimulators(simulators)
    let part: ReturnType<typeof toNodeHandler> | undefined

    middlewares.use(simulatorsPath, (request, response) => void serve(request, response))
    middlewares.use('/providers.json', (_request, response) => answerJson(response, realClientIds()))
    middlewares.use((request, response, next) => {
      // Each provider comes back to a URL of its own, and all of them are this page.
      if (request.url?.startsWith('/auth/'))
        request.url = request.url.replace(/^\/auth\/[^?]*/, '/providers.html')
      part ??= createPart(registration, simulatedFetch(simulators), portOf(httpServer))
      part(request, response, next)
    })
  }
  return { name: 'demo:providers', configureServer: mount, configurePreviewServer: mount }
}

interface Registration {
  readonly clientId: string
  readonly clientSecret: string
}

function createPart(simulated: Registration, send: typeof fetch, port: number) {
  const base = `http://localhost:${port}${simulatorsPath}`
  const behind = providers.filter(({ mode }) => mode === 'server')
  return toNodeHandler(
    createServer({
      origins: ['localhost', '127.0.0.1'].map((host) => `http://${host}:${port}`),
      cookieKey: randomBytes(32).toString('base64url'),
      providers: Object.fromEntries(
        behind.map((provider) => {
          const clientId = setting(provider.id, 'CLIENT_ID')
          const clientSecret = setting(provider.id, 'CLIENT_SECRET') ?? ''
          return [
            provider.id,
            clientId
              ? { provider, clientId, clientSecret }
              : { provider: relocate(provider, base), ...simulated },
          ]
        }),
      ),
      // To a simulator it is a call in this process.
      fetch: (input, init) =>
        String(input).startsWith(base)
          ? send(String(input).replace(`${base}/`, 'https://'), init)
          : fetch(input, init),
    }),
  )
}

/** Known at the first request: the server listens by then. */
function portOf(server: HttpServer | null): number {
  const { port } = (server?.address() ?? { port: 80 }) as AddressInfo
  return port
}

function realClientIds(): RealClientIds {
  const known = providers.map(({ id }) => [id, setting(id, 'CLIENT_ID')] as const)
  return Object.fromEntries(known.filter((entry): entry is readonly [string, string] => !!entry[1]))
}

function setting(id: string, name: 'CLIENT_ID' | 'CLIENT_SECRET'): string | undefined {
  return process.env[`${id.replaceAll('-', '_').toUpperCase()}_${name}`]
}

function answerJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
