import { generateRandomCodeVerifier } from 'oauth4webapi'
import { AuthError } from '../errors.js'
import type { Dialect } from './dialect.js'
import { refusal } from './failure.js'
import { hash } from './hash.js'
import type { ServerMetadata } from './metadata.js'

/** The secrets of one login, which its answer is compared with. */
export interface LoginSecrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export function createLoginSecrets(statePrefix = ''): LoginSecrets {
  // 32 random octets each (RFC 7636, sections 4.1 and 7.1).
  return {
    state: statePrefix + generateRandomCodeVerifier(),
    nonce: generateRandomCodeVerifier(),
    verifier: generateRandomCodeVerifier(),
  }
}

/**
 * Does this login send a nonce? It is a parameter of OpenID Connect (Core, section 3.1.2.1). A server that
 * knows only OAuth 2 may refuse a request with a nonce, as the servers of the AT Protocol do.
 */
export function sendsNonce(scope: string, dialect: Dialect | undefined): boolean {
  return dialect?.nonce === 'always' || scope.split(' ').includes('openid')
}

/**
 * The parameters of an authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3; OpenID Connect
 * Core, section 3.1.2.1).
 */
export async function authorizationParameters(
  { state, nonce, verifier }: LoginSecrets,
  scope: string,
  parameters: Readonly<Record<string, string | undefined>>,
  dialect?: Dialect,
): Promise<Record<string, string>> {
  const all = {
    ...parameters,
    scope: scope.replaceAll(' ', dialect?.scopeSeparator ?? ' '),
    response_type: 'code',
    state,
    nonce: sendsNonce(scope, dialect) ? nonce : '',
    code_challenge: await hash(256, verifier),
    code_challenge_method: 'S256',
  }
  // An empty parameter is an absent one (RFC 6749, section 3.1).
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]))
}

/**
 * The URL that a person is sent to: an endpoint with these parameters. The endpoint's own query stays (RFC
 * 6749, section 3.1).
 */
export function withParameters(
  endpoint: string | undefined,
  parameters: Readonly<Record<string, string>> | [string, string][],
): string {
  const url = new URL(endpoint ?? '')
  const added = new URLSearchParams(parameters)
  for (const name of added.keys()) url.searchParams.delete(name)
  for (const [name, value] of added) url.searchParams.append(name, value)
  return url.href
}

/**
 * The code of an authorization response that is for this server. The login that the response belongs to was
 * found by its `state`. The description of a refusal without a `state` is left out, since anybody may have
 * written it.
 */
export function readCode(
  server: ServerMetadata,
  parameters: URLSearchParams,
  { state, nonce, verifier }: LoginSecrets,
): string {
  const [code, error, iss] = ['code', 'error', 'iss'].map((name) => parameters.get(name))
  const named = parameters.has('state')
  const twice = ['code', 'error', 'iss', 'state'].some((name) => parameters.getAll(name).length > 1)
  // RFC 9207, section 2.4: a present `iss` is compared, declared or not; a declared one must be present.
  const lacksIssuer = !iss && named && server.authorization_response_iss_parameter_supported
  const problem =
    ((twice || !code === !error) && 'malformed') ||
    (iss && iss !== server.issuer && 'wrong-issuer') ||
    (lacksIssuer && 'missing-issuer')
  if (problem) throw new AuthError('callback-rejected', { reason: problem })
  if (code) return code
  const body = {
    error: error ?? '',
    error_description: named ? parameters.get('error_description') : undefined,
  }
  throw refusal('login-refused', { body, secrets: [state, nonce, verifier] })
}
