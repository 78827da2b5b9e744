import { addText, isAuthError } from '../errors.js'
import * as texts from '../explain.js'
import { judgeRenewal } from '../protocol/judge-renewal.js'
import { json, nothing, page } from './answers.js'
import { api } from './api.js'
import { auditError } from './audit-error.js'
import type { AuditEvent } from './audit-event.js'
import type { Call } from './call.js'
import { callback, wordOf } from './callback.js'
import type { ResolvedServer } from './check-options.js'
import type { ResolvedProvider } from './check-provider.js'
import { checkNavigation, checkScript, preflight } from './check-request.js'
import { exchange } from './exchange.js'
import { login } from './login.js'
import { logout } from './logout.js'
import type { RateLimited } from './options.js'
import { Refusal } from './refusal.js'
import { type Action, findRoute, type Route } from './routes.js'
import { session } from './session.js'
import { token } from './token.js'

export interface Handling {
  readonly server: ResolvedServer
  readonly audit: (event: AuditEvent) => void
  readonly mayGoOn: (request: Request, about: RateLimited) => Promise<boolean>
  readonly callFor: (provider: ResolvedProvider, url: URL) => Promise<Call>
}

/** One request, from its route to its answer: the checks first, each before anything behind it is touched. */
export async function handle(request: Request, handling: Handling): Promise<Response | undefined> {
  const { server } = handling
  const url = new URL(request.url)
  const isPreflight = request.method === 'OPTIONS'
  const method = (isPreflight && request.headers.get('access-control-request-method')) || request.method
  const found = findRoute(server, method, url.pathname)
  if (!found) return undefined
  if ('status' in found) {
    handling.audit({ type: 'refused', status: found.status, reason: 'there is no such route' })
    const headers = 'allow' in found ? { allow: found.allow } : {}
    return json(
      found.status,
      { error: 'invalid_request', error_description: 'There is no such route.' },
      headers,
    )
  }
  const navigation = found.action === 'login' || found.action === 'callback'
  const setCookies: string[] = []
  let call: Call | undefined
  let response: Response
  const answer = async (): Promise<Response> => {
    const { action, provider, rest } = found
    if (action === 'login') checkNavigation(request, server)
    else if (action === 'callback') checkNavigation(request, 'anywhere')
    else checkScript(request, server.origins)
    if (!(await handling.mayGoOn(request, { provider: provider.name, action }))) {
      throw new Refusal(429, 'temporarily_unavailable', 'Too many requests. Please try again in a minute.', {
        'retry-after': '60',
      })
    }
    call = { ...(await handling.callFor(provider, url)), setCookies }
    return action === 'api' ? api(call, rest) : actions[action](call)
  }
  try {
    response = isPreflight && !navigation ? allow(request, server, found) : await answer()
  } catch (error) {
    response = refused(error, request, found, handling, call?.clientSecret)
  }
  // The cookies are set on refusals as well, since a refused renewal may end the session.
  for (const cookie of setCookies) response.headers.append('set-cookie', cookie)
  if (!navigation) allowReading(response, request, server, found)
  return response
}

const actions: { readonly [A in Exclude<Action, 'api'>]: (call: Call) => Promise<Response> } = {
  login,
  callback,
  session,
  token: (call) => (call.provider.mode === 'exchange' ? exchange(call) : token(call)),
  logout,
}

function allow(request: Request, { origins }: ResolvedServer, { action, provider }: Route): Response {
  const proxied = action === 'api' ? provider.apis : []
  return nothing(
    preflight(request, {
      origins,
      methods: action === 'api' ? [...new Set(proxied.flatMap(({ methods }) => methods))] : ['POST'],
      requestHeaders: proxied.flatMap((api) => api.requestHeaders),
    }),
  )
}

/**
 * Adds the CORS headers for a page at another origin than the server part, where that origin is listed
 * (Fetch, CORS protocol).
 */
function allowReading(
  { headers }: Response,
  request: Request,
  { origins }: ResolvedServer,
  { provider }: Route,
): void {
  const origin = request.headers.get('origin')
  if (!origin || !origins.includes(origin) || request.headers.get('sec-fetch-site') === 'same-origin') return
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-expose-headers', 'retry-after, link, etag, www-authenticate')
  if (provider.mode !== 'exchange') headers.set('access-control-allow-credentials', 'true')
}

function refused(
  error: unknown,
  request: Request,
  { action, provider }: Route,
  { server, audit }: Handling,
  secret: string | undefined,
): Response {
  const { status, word, text, headers } = asAnswer(error, action)
  if (error instanceof Refusal) {
    audit({ type: 'refused', provider: provider.name, action, status, reason: text })
  } else {
    audit({ type: 'failed', provider: provider.name, action, error: auditError(error, [secret]) })
  }
  if (action !== 'login' && action !== 'callback')
    return json(status, { error: word, error_description: text }, headers)
  const here = new URL(request.url).origin
  const home = server.origins.find((origin) => origin === here) ?? server.origins[0]
  return page(status, text, home && `${home}/`, headers)
}

/**
 * Translates an error into what a page may know of it: whether to try again, to sign in again, or to look
 * into the log of the server.
 */
function asAnswer(
  error: unknown,
  action: Action,
): {
  readonly status: number
  readonly word: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
} {
  if (isAuthError(error)) addText(error, texts)
  if (error instanceof Refusal)
    return { status: error.status, word: error.error, text: error.message, headers: error.headers }
  // The page gets the provider's own error code, and decides as it would without a server part.
  if (isAuthError(error) && 'error' in error.details && judgeRenewal(error, true) !== 'goes-on') {
    return {
      status: 400,
      word: wordOf(error.details.error ?? '', 'invalid_request'),
      text: 'The provider refused the grant. Please sign in again.',
      headers: {},
    }
  }
  if (isAuthError(error) && (error.recovery === 'retry' || error.code === 'grant-refused')) {
    const after = isAuthError(error, 'server-unavailable') ? error.details.retryAfterMs : undefined
    return {
      status: 503,
      word: 'temporarily_unavailable',
      text: 'The provider does not answer as it should. Please try again.',
      headers: after === undefined ? {} : { 'retry-after': `${Math.ceil(after / 1000)}` },
    }
  }
  if (isAuthError(error, 'configuration') && /^(session|token|logout)$/.test(action)) {
    // The answer tells the page that the configuration is wrong (RFC 6749, section 5.2), since the page would
    // repeat the request after an outage.
    const { error: word = '', option } = error.details
    return {
      status: 400,
      word: /^[a-z_]{1,40}$/.test(word) ? word : 'invalid_client',
      text:
        option === undefined ? "The provider refuses this client. The server's log says why." : error.message,
      headers: {},
    }
  }
  if (isAuthError(error, 'id-token-rejected')) {
    return {
      status: 400,
      word: 'invalid_grant',
      text: 'The provider answered for somebody else. Please sign in again.',
      headers: {},
    }
  }
  return {
    status: 500,
    word: 'server_error',
    text: "Something is not set up right. The server's log says what.",
    headers: {},
  }
}
