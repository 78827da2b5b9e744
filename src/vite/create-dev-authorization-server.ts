import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { adviceFor, checkOrigin, refusalOf } from './allowed-hosts.js'
import { explainRefusals } from './explain-refusals.js'
import { loadOidcProvider, type OidcProvider } from './load-oidc-provider.js'
import {
  type DevAuthorizationServerOptions,
  type ResolvedOptions,
  resolveOptions,
  resolvePath,
} from './options.js'
import { providerConfiguration, signInRoute } from './provider-configuration.js'
import { mayRedirect } from './redirect-rules.js'
import { signIn } from './sign-in.js'
import { createSigningKey } from './signing-key.js'
import { acceptApiTokensAtUserinfo } from './userinfo-token.js'

/** A development authorization server that is ready to be mounted in any HTTP server of Node. */
export interface DevAuthorizationServer {
  /**
   * A request handler for `node:http`, Connect or Express. What is not below the server's path goes to
   * `next`, or is answered with 404 where there is none. Wrap it to count requests, delay answers or fail.
   */
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ) => void
  /** Loads oidc-provider, which otherwise happens at the first request. Rejects when it is not installed. */
  readonly ready: () => Promise<void>
  /** Forgets every session, grant and token, as a restart would. The signing key stays. */
  readonly forget: () => void
}

/** A stranger who tries one name after the other does not fill the terminal. */
const mostReasons = 20

interface Tenant {
  readonly options: ResolvedOptions
  readonly provider: Provider
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * An OpenID Connect provider for development and tests: real protocol, no passwords, everything in memory.
 *
 * Its issuer is the origin a request was made to, followed by `path`; each origin has its own issuer and
 * sessions. Whoever reaches it signs in as anybody, so it answers this machine alone, unless `allowedHosts`
 * says otherwise.
 *
 * @example
 * ```ts
 * const authorization = createDevAuthorizationServer({ accessTokenTtlSeconds: 30 })
 * http.createServer(authorization.handle).listen(4000) // the issuer: http://localhost:4000/oidc
 * ```
 */
export function createDevAuthorizationServer(
  options: DevAuthorizationServerOptions = {},
): DevAuthorizationServer {
  return createTellingServer(options, () => {})
}

/** The same; `tell` gets each reason that requests are refused for, once. */
export function createTellingServer(
  options: DevAuthorizationServerOptions,
  tell: (message: string) => void,
): DevAuthorizationServer {
  checkOrigin(options.origin, options.allowedHosts)
  const reported = new Set<string>()
  const path = resolvePath(options.path)
  const fixedOrigin = options.origin === undefined ? undefined : new URL(options.origin).origin
  const key = createSigningKey(options.signingAlgorithm ?? 'ES256')
  const tenants = new Map<string, Tenant>()
  let loading: Promise<OidcProvider> | undefined

  function load(): Promise<OidcProvider> {
    loading ??= loadOidcProvider()
    return loading
  }

  async function tenantFor(origin: string): Promise<Tenant> {
    const library = await load()
    const tenant = tenants.get(origin) ?? createTenant(library, resolveOptions(options, origin), key)
    tenants.set(origin, tenant)
    return tenant
  }

  async function answer(origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const tenant = await tenantFor(origin)
    if (request.url?.startsWith(`${path}${signInRoute}/`)) {
      await signIn(tenant.provider, tenant.options, request, response)
    } else {
      await tenant.answer(request, response)
    }
  }

  return {
    handle(request, response, next) {
      request.url = fromWellKnown(request.url ?? '/', path)
      const origin = fixedOrigin ?? originOf(request)
      if (!isBelow(request.url, path)) {
        if (next === undefined) response.writeHead(404).end()
        else next()
        return
      }
      const refusal = refusalOf(request, options.allowedHosts)
      if (refusal !== undefined) {
        if (!reported.has(refusal) && reported.size < mostReasons) tell(adviceFor(refusal))
        reported.add(refusal)
        response
          .writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
          .end(`${adviceFor(refusal)}.\n`)
      } else if (origin === undefined) {
        response.writeHead(400).end()
      } else {
        forwardAs(origin, request)
        forgetCors(response)
        answer(origin, request, response).catch((error: unknown) => fail(error, response, next))
      }
    },
    async ready() {
      await load()
    },
    forget() {
      tenants.clear()
    },
  }
}

function createTenant(
  library: OidcProvider,
  options: ResolvedOptions,
  key: ReturnType<typeof createSigningKey>,
): Tenant {
  const provider = new library.default(options.issuer, providerConfiguration(options, key, library))
  provider.proxy = true
  acceptApiTokensAtUserinfo(provider)
  explainRefusals(provider)

  const clientOf = (clientId: string) => options.clients.find((client) => client.clientId === clientId)
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    const client = clientOf(this.clientId)
    return mayRedirect(client, uri, client?.redirectUris ?? [])
  }
  provider.Client.prototype.postLogoutRedirectUriAllowed = function postLogoutRedirectUriAllowed(uri) {
    const client = clientOf(this.clientId)
    return mayRedirect(client, uri, client?.postLogoutRedirectUris ?? [])
  }

  const callback = provider.callback()
  return {
    options,
    provider,
    async answer(request, response) {
      // What Connect and Express do for a handler they mount: oidc-provider tells its path from the
      // difference.
      const { url = '/' } = request
      Object.assign(request, { originalUrl: url })
      request.url = url.slice(options.path.length) || '/'
      await callback(request, response)
    },
  }
}

/**
 * RFC 8414, section 3.1, puts the well-known part before the path of an issuer, OpenID Connect Discovery
 * behind it.
 */
function fromWellKnown(url: string, path: string): string {
  const wellKnown = '/.well-known/oauth-authorization-server'
  return url === wellKnown + path ? path + wellKnown : url
}

function isBelow(url: string, path: string): boolean {
  return url.startsWith(path) && ['', '/', '?'].includes(url.charAt(path.length))
}

function originOf(request: IncomingMessage): string | undefined {
  const encrypted = 'encrypted' in request.socket && request.socket.encrypted === true
  const authority = request.headers[':authority'] ?? request.headers.host
  const origin = `${encrypted ? 'https' : 'http'}://${String(authority)}`
  return authority !== undefined && URL.canParse(origin) ? new URL(origin).origin : undefined
}

/** oidc-provider builds its URLs from these; whatever a client put there is overwritten. */
function forwardAs(origin: string, request: IncomingMessage): void {
  const { host, protocol } = new URL(origin)
  request.headers['x-forwarded-host'] = host
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
}

/**
 * Vite's own CORS headers expose none of the headers that oidc-provider, which leaves headers it finds alone,
 * would.
 */
function forgetCors(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (name.startsWith('access-control-')) response.removeHeader(name)
  }
}

function fail(error: unknown, response: ServerResponse, next: ((error?: unknown) => void) | undefined): void {
  if (response.headersSent) response.destroy()
  else if (next !== undefined) next(error)
  else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
}
