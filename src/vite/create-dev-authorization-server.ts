import type { IncomingMessage, ServerResponse } from 'node:http'
import { adviceFor, checkOrigin, controlRefusalOf, refusalOf } from './allowed-hosts.js'
import { answerForApi, answerForToken } from './api-gate.js'
import type { Controlled } from './control.js'
import { controlRoute, handleControl } from './control-requests.js'
import { dashboardRoute, handleDashboard } from './dashboard/handle-dashboard.js'
import { answeredWith, askedAt, type Description } from './describe-requests.js'
import { createFaultStore, runOf, sendFaultyAnswer } from './faults.js'
import { loadOidcProvider, type OidcProvider } from './load-oidc-provider.js'
import { type DevAuthorizationServerOptions, resolveOptions, resolvePath } from './options.js'
import { signInRoute } from './provider-configuration.js'
import { createRequestLog } from './request-log.js'
import { sendFailure } from './send-failure.js'
import { initialSettings, type Settings } from './settings.js'
import { signIn } from './sign-in.js'
import { createSigningKey } from './signing-key.js'
import { createTenant, type Tenant } from './tenant.js'

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

/**
 * An OpenID Connect provider for development and tests: real protocol, no passwords, everything in memory.
 *
 * Its issuer is the origin a request was made to, followed by `path`; each origin has its own issuer and
 * sessions. Whoever reaches it signs in as anybody, so it answers this machine alone, unless `allowedHosts`
 * says otherwise. Its dashboard is at `dashboard` below the issuer.
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
  load: () => Promise<OidcProvider> = loadOidcProvider,
): DevAuthorizationServer {
  checkOrigin(options.origin, options.allowedHosts)
  const reported = new Set<string>()
  const path = resolvePath(options.path)
  const fixedOrigin = options.origin === undefined ? undefined : new URL(options.origin).origin
  const key = createSigningKey(options.signingAlgorithm ?? 'ES256')
  const initial = initialSettings(options)
  const tenants = new Map<string, Tenant>()
  const faults = createFaultStore()
  const log = createRequestLog()
  const descriptions = new WeakMap<IncomingMessage, Description>()
  let settings = initial
  let loading: Promise<OidcProvider> | undefined

  function tellOnce(message: string): void {
    if (!reported.has(message) && reported.size < mostReasons) tell(message)
    reported.add(message)
  }

  function loadOnce(): Promise<OidcProvider> {
    loading ??= load()
    return loading
  }

  function describe(request: IncomingMessage, description: Description): void {
    descriptions.set(request, { ...descriptions.get(request), ...description })
  }

  function change(next: Partial<Settings>): void {
    settings = { ...settings, ...next }
    for (const tenant of tenants.values()) tenant.adopt(settings)
  }

  async function tenantFor(origin: string): Promise<Tenant> {
    const library = await loadOnce()
    const tenant =
      tenants.get(origin) ?? createTenant(library, resolveOptions(options, origin), key, initial, describe)
    if (!tenants.has(origin)) {
      tenants.set(origin, tenant)
      if (settings !== initial) tenant.adopt(settings)
    }
    return tenant
  }

  function controlled(tenant: Tenant): Controlled {
    return {
      tenant,
      faults,
      log,
      settings: () => settings,
      change,
      resetSettings: () => change(initial),
      forget: () => tenants.clear(),
    }
  }

  async function answer(origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const below = pathBelow(request.url ?? '/', path)
    const tenant = await tenantFor(origin)
    if (isAt(below, controlRoute)) {
      const refusal = controlRefusalOf(request, options.allowedHosts)
      await handleControl(controlled(tenant), refusal, request, response)
      return
    }
    if (isAt(below, dashboardRoute)) {
      const refusal = controlRefusalOf(request, options.allowedHosts)
      await handleDashboard(controlled(tenant), refusal, request, response)
      return
    }
    const startedAt = Date.now()
    if (request.method !== 'OPTIONS') {
      response.once('close', () => logRequest(request, response, below, startedAt))
      if (await meetFaults(request, response)) return
    }
    if (below === '/userinfo' && (await answerForToken(tenant, settings.stepUp, request, response))) return
    if (isAt(below, signInRoute)) await signIn(tenant, request, response, describe)
    else await tenant.answer(request, response)
  }

  /** Resolves to whether the request has met one that ends it. */
  async function meetFaults(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const run = runOf(request)
    const { down, slowMs } = faults.of(run)
    if (down) {
      describe(request, { answered: 'No answer: the network is switched off', level: 'problem' })
      response.destroy()
      return true
    }
    if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs))
    const faulty = faults.takeAnswer(run)
    if (faulty === undefined) return false
    const { status, retryAfter } = faulty
    const later = retryAfter === undefined ? '' : `, with Retry-After: ${retryAfter}`
    describe(request, { answered: `Answered ${status}, as it was told to${later}`, level: 'problem' })
    sendFaultyAnswer(request, response, faulty)
    return true
  }

  function logRequest(
    request: IncomingMessage,
    response: ServerResponse,
    below: string,
    startedAt: number,
  ): void {
    const known = descriptions.get(request)
    const route = below.split('?')[0] ?? below
    const status = response.headersSent ? response.statusCode : undefined
    log.add({
      at: startedAt,
      durationMs: Date.now() - startedAt,
      method: request.method ?? 'GET',
      // The rest of such a path is the identifier of a sign-in that is under way, and is not logged.
      path: route.replace(/^\/(sign-in|authorize)\/.*/, '/$1/…'),
      status,
      asked: known?.asked ?? askedAt(route),
      answered:
        known?.answered ??
        (status === undefined ? 'No answer: the connection was closed' : answeredWith(route, status)),
      level: known?.level ?? (status !== undefined && status < 400 ? 'good' : 'problem'),
      person: known?.person,
    })
  }

  /** For an API beside this server, and where its tenant is known already: only then there are tokens. */
  function passOn(
    origin: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    const tenant = origin === undefined ? undefined : tenants.get(origin)
    if (tenant === undefined || request.headers.authorization === undefined) {
      next()
      return
    }
    answerForApi(tenant, settings.stepUp, request, response).then((answered) => {
      if (!answered) next()
    }, next)
  }

  return {
    handle(request, response, next) {
      request.url = fromWellKnown(request.url ?? '/', path)
      const origin = fixedOrigin ?? originOf(request)
      if (!isBelow(request.url, path)) {
        if (next === undefined) response.writeHead(404).end()
        else passOn(origin, request, response, next)
        return
      }
      const refusal = refusalOf(request, options.allowedHosts)
      if (refusal !== undefined) {
        tellOnce(adviceFor(refusal))
        response
          .writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
          .end(`${adviceFor(refusal)}.\n`)
      } else if (origin === undefined) {
        response.writeHead(400).end()
      } else {
        forwardAs(origin, request)
        forgetCors(response)
        answer(origin, request, response).catch((error: unknown) => {
          tellOnce(error instanceof Error ? error.message : String(error))
          sendFailure(error, request, response)
        })
      }
    },
    async ready() {
      await loadOnce()
    },
    forget() {
      tenants.clear()
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

/** The request's path and query, below the issuer: `/token`. */
function pathBelow(url: string, path: string): string {
  return url.slice(path.length) || '/'
}

/** Is this the route itself, or a path below it? */
function isAt(below: string, route: string): boolean {
  return below.startsWith(route) && ['', '/', '?'].includes(below.charAt(route.length))
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
 * Removes the CORS headers that Vite has set. They expose none of the headers that a page needs, and
 * oidc-provider sets its own only where there are none.
 */
function forgetCors(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (name.startsWith('access-control-')) response.removeHeader(name)
  }
}
