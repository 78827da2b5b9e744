import { decodeJwt } from './decode-jwt.js'
import type { LoggedRequest } from './log.js'

/** What is known of a request before it is answered. */
export type DescribedRequest = Pick<LoggedRequest, 'to' | 'method' | 'url' | 'purpose' | 'attached' | 'api'>

/**
 * Says in plain words what a request is for and what goes along with it. `auth.fetch` sends `Request`
 * objects; the requests to the authorization server are a URL and options.
 */
export function describeRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  apiOf: (url: string) => string | undefined,
): DescribedRequest {
  if (input instanceof Request) {
    const api = apiOf(input.url)
    return {
      to: api === undefined ? 'other' : 'api',
      method: input.method,
      url: withoutQuery(input.url),
      purpose: api === undefined ? 'A URL that is in no apis' : 'A call to an API',
      attached: attachedTo(input.headers),
      ...(api !== undefined && { api }),
    }
  }
  const { method = 'GET', headers, body } = init ?? {}
  const url = String(input)
  return {
    to: 'server',
    method,
    url: withoutQuery(url),
    purpose: purposeOf(url, body),
    attached: [...secretsIn(body), ...attachedParts(new Headers(headers))].join(', '),
  }
}

/** The URL without query and fragment, in which there may be secrets. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

/** What went along with a call to an API, by its headers: never the token itself. */
export function attachedTo(headers: Headers): string {
  return attachedParts(headers).join(', ') || 'no token'
}

function attachedParts(headers: Headers): readonly string[] {
  const [scheme = ''] = headers.get('authorization')?.split(' ') ?? []
  const proof = headers.get('dpop')
  const hasNonce = proof !== null && decodeJwt(proof)?.payload.nonce !== undefined
  return [
    ...(scheme === '' ? [] : [`${scheme} token`]),
    ...(proof === null ? [] : [hasNonce ? 'DPoP proof with a nonce' : 'DPoP proof']),
  ]
}

const secretWords = {
  refresh_token: 'refresh token',
  code: 'code',
  code_verifier: 'verifier',
  token: 'the token',
} as const

/** Which secrets are in a body. */
function secretsIn(body: unknown): readonly string[] {
  const form = readForm(body)
  return Object.entries(secretWords).flatMap(([name, words]) => (form.has(name) ? [words] : []))
}

const grantPurposes: Readonly<Record<string, string>> = {
  authorization_code: 'Exchange of the code for tokens',
  refresh_token: 'Renewal of the access token',
}

function purposeOf(url: string, body: unknown): string {
  const { pathname } = new URL(url, 'https://page.invalid')
  if (pathname.includes('/.well-known/')) return 'Discovery of the server’s metadata'
  const form = readForm(body)
  const grantType = form.get('grant_type')
  if (grantType !== null) return grantPurposes[grantType] ?? 'A request for tokens'
  if (form.has('code_challenge')) return 'The parameters of a login, pushed (RFC 9126)'
  if (form.has('token')) return 'Revocation of a token'
  if (pathname.endsWith('/session')) return 'The session at the server part'
  if (pathname.endsWith('/logout')) return 'Sign-out at the server part'
  if (/\bkeys|jwks/i.test(pathname)) return 'The server’s keys'
  if (/user_?-?info/i.test(pathname)) return 'UserInfo: claims of the person'
  return body === undefined || body === null ? 'A question to the server' : 'A request to the server'
}

/** The members of a form or of JSON. Only their names, and the grant type, are looked at. */
function readForm(body: unknown): URLSearchParams {
  if (body instanceof URLSearchParams) return body
  if (typeof body !== 'string') return new URLSearchParams()
  try {
    const value: unknown = JSON.parse(body)
    const entries = Object.entries(Object(value)).map(([name, text]) => [name, String(text)])
    return new URLSearchParams(entries)
  } catch {
    return new URLSearchParams(body)
  }
}

/** The error code in the challenge of an API (RFC 6750, section 3), where the page may read the challenge. */
export function challengeCodeOf(headers: {
  get(name: string): string | null | undefined
}): string | undefined {
  return /\berror="([\w-]{1,60})"/.exec(headers.get('www-authenticate') ?? '')?.[1]
}

/**
 * The error code in a refusal of the authorization server (RFC 6749, section 5.2). Nothing else of the answer
 * is kept.
 */
export async function errorCodeOf(response: Response): Promise<string | undefined> {
  try {
    const { error } = await response.clone().json()
    return typeof error === 'string' && /^[\w-]{1,60}$/.test(error) ? error : undefined
  } catch {
    return undefined
  }
}
