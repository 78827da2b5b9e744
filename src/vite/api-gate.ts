import type { IncomingMessage, ServerResponse } from 'node:http'
import { isPattern } from './origin-pattern.js'
import type { StepUp } from './settings.js'
import type { Tenant } from './tenant.js'

/**
 * Runs before the APIs that this server's own process serves (`/api` beside the application). It answers in
 * their place where an API would need to know what only the authorization server knows: that a token was
 * revoked, or that its sign-in does not meet a requirement (RFC 9470). Everything else in a token is checked
 * by the API itself.
 *
 * @returns Whether the request was answered.
 */
export async function answerForApi(
  tenant: Tenant,
  stepUp: StepUp | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { origin, apis } = tenant.options()
  const url = new URL(request.url ?? '/', origin)
  const isOfApi = apis.some(({ resource }) => !isPattern(resource) && isBelow(url, resource))
  return isOfApi && answerForToken(tenant, stepUp, request, response)
}

/** The same for one request with a token, wherever it goes: UserInfo is such an API as well. */
export async function answerForToken(
  tenant: Tenant,
  stepUp: StepUp | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, scheme = 'Bearer', token] =
    /^(Bearer|DPoP) +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) return false
  const { store } = tenant
  if (store.wasRemoved('AccessToken', token)) {
    refuse(request, response, scheme, {
      error: 'invalid_token',
      error_description: 'the token was revoked, or made to expire',
    })
    return true
  }
  if (stepUp === undefined) return false
  const payload = await store.adapter('AccessToken').find(token)
  if (payload === undefined) return false
  const { acrValues, maxAge, since } = stepUp
  const hasContext = acrValues.length === 0 || acrValues.includes(String(payload.acr))
  const signedInAt = Number(payload.authTime ?? 0) * 1000
  // A sign-in from before the requirement does not meet it. The times are compared in whole seconds, as
  // `auth_time` has them.
  const oldest = maxAge === undefined ? 0 : Math.max(Date.now() - maxAge * 1000, since - 1000)
  if (hasContext && signedInAt >= oldest) return false
  refuse(request, response, scheme, {
    error: 'insufficient_user_authentication',
    error_description: 'a better or newer sign-in is needed',
    ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  })
  return true
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: string,
  parameters: Readonly<Record<string, string>>,
): void {
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  const { origin } = request.headers
  response.writeHead(401, {
    'www-authenticate': `${scheme} ${list.join(', ')}`,
    'cache-control': 'no-store',
    ...(origin !== undefined && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'WWW-Authenticate',
      vary: 'Origin',
    }),
  })
  response.end()
}

function isBelow(url: URL, resource: string): boolean {
  if (!URL.canParse(resource)) return false
  const api = new URL(resource)
  if (api.origin !== url.origin) return false
  const path = api.pathname.replace(/\/$/, '')
  return url.pathname === path || url.pathname.startsWith(`${path}/`)
}
