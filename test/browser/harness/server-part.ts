import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Provider } from '../../../src/providers/provider.js'
import {
  type AuditEvent,
  createServer,
  type ServerOptions,
  type ServerProvider,
} from '../../../src/server/index.js'
import { toNodeHandler } from '../../../src/server/node.js'
import { routes } from '../../../src/vite/provider-configuration.js'
import { sendRaw } from '../../server/send-raw.js'
import type { ServeApp } from './app.js'
import { selfSigned } from './certificate.js'
import { mount } from './idp-requests.js'
import type { World } from './world.js'

export interface ServerPartWorld {
  /** Where the app and the server part are. */
  readonly origin: string
  readonly audited: readonly AuditEvent[]
  close(): Promise<void>
}

export interface ServerPartWorldOptions {
  readonly https?: boolean
  readonly configured?: Partial<ServerProvider>
  readonly server?: Partial<ServerOptions>
  /** For `createClient`, besides the obvious. */
  readonly client?: Readonly<Record<string, unknown>>
}

const secret = 'the-secret-of-the-app'

/**
 * The world's app with a server part at its own origin, and a provider that wants a secret: the world's,
 * behind a door that asks for it.
 */
export async function mountServerPart(
  world: World,
  serveApp: ServeApp,
  options: ServerPartWorldOptions = {},
): Promise<ServerPartWorld> {
  const { app, api, issuer } = world
  const secure = options.https ? await listenSecurely(Number(new URL(app.origin).port)) : undefined
  const origin = secure ? `https://app.localhost:${secure.port}` : app.origin
  const { configured, client = {} } = options
  const mode = configured?.mode ?? 'mediated'
  await world.reset({
    clients: [{ clientId: 'app', name: 'An app', origins: [origin] }],
  })
  const audited: AuditEvent[] = []
  const part = createServer({
    origins: [origin],
    cookieKey: 'a key of this test 0123456789 abcdef',
    fetch: askingForSecret,
    onAudit: (event) => audited.push(event),
    providers: {
      idp: { provider: describeProvider(issuer), clientId: 'app', clientSecret: secret, ...configured },
    },
    ...options.server,
  })
  const page = serveApp(() => ({
    client: {
      issuer,
      clientId: 'app',
      scope: 'openid profile offline_access',
      apis: mode === 'proxy' ? ['/oauth/api/idp'] : [api.origin],
      server: mode === 'exchange' ? { url: '/oauth/idp', mode } : '/oauth/idp',
      ...client,
    },
    start: undefined,
  }))
  const handle = toNodeHandler(part)
  app.reset((request, response) => handle(request, response, () => page(request, response)))
  return { origin, audited, close: async () => void (await secure?.close()) }
}

function describeProvider(issuer: string): Provider {
  return {
    id: 'idp',
    name: 'the provider',
    issuer,
    issMode: 'required',
    pkce: 'required',
    mode: 'server',
    tokenAuth: 'post',
    scopes: ['openid', 'profile', 'offline_access'],
    refresh: { tokens: 'rotating' },
    revoke: 'rfc7009',
    revokeFromPage: false,
    endSession: 'rp-initiated',
    redirectRules: { loopback: 'any' },
    verified: true,
  }
}

// The development authorization server knows clients without a secret only.
const askingForSecret: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  const { pathname, port } = new URL(request.url)
  const send = sendRaw(Number(port))
  if (![routes.token, routes.revocation].some((route) => pathname === mount + route)) return send(request)
  const form = new URLSearchParams(await request.text())
  if (form.get('client_secret') !== secret) return Response.json({ error: 'invalid_client' }, { status: 401 })
  form.delete('client_secret')
  return send(new Request(request.url, { method: 'POST', headers: request.headers, body: form.toString() }))
}

/** https: before the http: of this port, as a proxy that ends TLS. */
async function listenSecurely(behind: number): Promise<{ readonly port: number; close(): Promise<unknown> }> {
  const server = createHttpsServer(selfSigned('app.localhost', 'localhost'), async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { headers, url = '/', method = 'GET' } = incoming
    const request = new Request(`https://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    const response = await sendRaw(behind)(request)
    const kept = [...response.headers].filter(
      ([name]) => name !== 'set-cookie' && name !== 'transfer-encoding',
    )
    for (const [name, value] of kept) outgoing.setHeader(name, value)
    outgoing.setHeader('set-cookie', response.headers.getSetCookie())
    outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
