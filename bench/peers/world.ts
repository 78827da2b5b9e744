import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from '../../test/browser/harness/certificate.js'
import { createAuthorizationServer } from './authorization-server.js'
import { type Bundle, bundle } from './bundle.js'
import { type Clock, clockScript, withClock } from './clock.js'
import { createFront, type Front } from './front.js'
import type { Peer } from './libraries.js'
import type { Settings } from './library.js'
import { fromSupabase, withReadableRefreshTokens } from './translate.js'

/** One library's app, API and authorization server, each on a site of its own. */
export interface World {
  readonly peer: Peer
  readonly clock: Clock
  readonly front: Front
  readonly bundle: Bundle
  /** Paths of the scripts that browsers have asked the app for. */
  readonly loaded: Set<string>
  readonly app: string
  /** The same API under twenty names. */
  readonly apis: readonly string[]
  /** What pages get that load from now on. */
  settings: Settings
  /** Requests that the API answered with 200. */
  served: number
  close(): void
}

const certificate = selfSigned('idp.localhost', 'localhost')

export async function createWorld(peer: Peer): Promise<World> {
  const clock: Clock = { offsetMs: 0 }
  const scripts = await bundle(peer)
  const late: { idp?: RequestListener; app?: RequestListener; api?: RequestListener } = {}
  const idp = createSecureServer(certificate, (request, response) => late.idp?.(request, response))
  const app = createServer((request, response) => late.app?.(request, response))
  const api = createServer((request, response) => late.api?.(request, response))
  const servers = [idp, app, api]
  const [idpPort, appPort, apiPort] = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    }),
  )

  const clientId = peer.name
  const origin = `http://${peer.name}.localhost:${appPort}`
  const issuer = `https://idp.localhost:${idpPort}`
  const apis = Array.from({ length: 20 }, (_, number) => `http://api${number}.localhost:${apiPort}`)
  const server = createAuthorizationServer({
    issuer: peer.slash ? `${issuer}/` : issuer,
    clientId,
    app: origin,
    api: apis[0] ?? '',
  })
  const front = createFront(server)
  const inTime: RequestListener = (request, response) => {
    const [path = '/', query] = (request.url ?? '/').split('?')
    const known = peer.paths?.[path]
    if (known !== undefined) request.url = query === undefined ? known : `${known}?${query}`
    if (peer.credentials) allowCredentials(request, response)
    withClock(clock, () => front.listener(request, response))
  }
  late.idp = inTime
  if (peer.name === 'supabase-auth-js') late.idp = fromSupabase(clientId, inTime)
  if (peer.name === 'keycloak-js') late.idp = withReadableRefreshTokens(inTime)

  const world: World = {
    peer,
    clock,
    front,
    bundle: scripts,
    loaded: new Set(),
    app: origin,
    apis,
    settings: {
      issuer,
      clientId,
      apis: apis.slice(0, 1),
      redirectUri: `${origin}/callback`,
      scope: 'openid profile offline_access',
      dpop: false,
    },
    served: 0,
    close: () => {
      for (const one of servers) {
        one.closeAllConnections()
        one.close()
      }
    },
  }
  late.app = serveApp(world)
  late.api = serveApi(world)
  return world
}

function allowCredentials(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (origin === undefined) return
  const set = response.setHeader.bind(response)
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'access-control-allow-origin') return set(name, value)
    // The server would say `*`, which goes with no credentials.
    set('access-control-allow-credentials', 'true')
    return set(name, origin)
  }
}

function serveApp(world: World): RequestListener {
  const html = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }
  const javascript = { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', world.app)
    const file = world.bundle.files.get(pathname)
    if (file !== undefined) {
      world.loaded.add(pathname)
      response.writeHead(200, javascript).end(file)
    } else if (pathname === '/OidcTrustedDomains.js') {
      response.writeHead(200, javascript).end(trustedDomains(world))
    } else if (pathname === '/silent-check-sso.html') {
      response.writeHead(200, html).end('<script>parent.postMessage(location.href, location.origin)</script>')
    } else if (pathname === '/redirect.html') {
      response.writeHead(200, html).end('<script type="module" src="/redirect-bridge.js"></script>')
    } else if (pathname === '/blank') response.writeHead(200, html).end('<!doctype html><title>blank</title>')
    else if (pathname === '/' || pathname === '/callback') response.writeHead(200, html).end(pageOf(world))
    else response.writeHead(204).end()
  }
}

/** With the links that Vite writes into a page for what its script imports. */
function pageOf({ peer, settings, bundle }: World): string {
  const links = bundle.imports.map((fileName) => `<link rel="modulepreload" href="/${fileName}">`)
  return `<!doctype html><title>${peer.name}</title><script>
    window.bench = { settings: ${JSON.stringify(settings)} }
    const { bench } = window
    const began = performance.now()
    const isAnswer = location.pathname === '/callback' && /[?#&](code|error)=/.test(location.href)
    import('/app.js')
      .then(async ({ create }) => {
        const library = await create(bench.settings)
        bench.library = library
        if (isAnswer) await library.callback()
        await library.token()
        bench.took = performance.now() - began
      })
      .catch((error) => { bench.failure = String(error?.message || error) })
  </script>${links.join('')}`
}

/** The list that the service worker of axa reads, and the clock of the bench. */
function trustedDomains({ clock, settings }: World): string {
  const domains = { oidcDomains: [settings.issuer], accessTokenDomains: settings.apis, showAccessToken: true }
  return `${clockScript(clock.offsetMs)}\nconst trustedDomains = { default: ${JSON.stringify(domains)} }`
}

/** Answers whoever has a token that is still good, as any API that reads JWTs. */
function serveApi(world: World): RequestListener {
  return (request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-allow-headers', 'authorization, dpop, x-client-info, apikey')
    response.setHeader('access-control-max-age', '7200')
    response.setHeader('cache-control', 'no-store')
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    const good = withClock(world.clock, () => isGood(request.headers.authorization))
    if (good) world.served++
    response.writeHead(good ? 200 : 401).end('{}')
  }
}

function isGood(authorization: string | undefined): boolean {
  const [, token] = /^(?:Bearer|DPoP) (.+)$/i.exec(authorization ?? '') ?? []
  const payload = token?.split('.')[1]
  if (payload === undefined) return false
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return exp * 1000 > Date.now()
}
