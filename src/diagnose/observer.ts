import type { AuthorizationFacts, PageFacts, Preflight, Reply } from './facts.js'

/** One answer, with what the facts are made of and nobody reads later. */
export interface Observed extends Reply {
  /** The body, where it is a JSON object. */
  readonly json?: Readonly<Record<string, unknown>> | undefined
  /** The `Date` header, in milliseconds since 1970, where it can be seen. */
  readonly serverTime?: number | undefined
  /** The time of this device in the middle of the request. */
  readonly deviceTime: number
  readonly tookMs: number
}

/** How a collector looks at the world: from Node, where it reads headers; or from a page, where it tries. */
export interface Observer {
  readonly seenFrom: 'node' | 'page'
  /** A request that needs no preflight. Never rejects. */
  request(url: string, form?: Readonly<Record<string, string>>): Promise<Observed>
  /** May a page send a request with these headers? Never rejects. */
  preflight(url: string, method: 'GET' | 'POST', headers: readonly string[]): Promise<Preflight>
  /** Sends an authorization request with `prompt=none`. Never rejects. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationFacts>
  /** What is to be known of the page itself. */
  page(): Promise<PageFacts | undefined>
}

export interface AuthorizationRequest {
  readonly url: string
  readonly redirectUri: string
  readonly issuer: string
  /** What was sent in confidence, and must not be repeated by a text of the server. */
  readonly secrets: readonly string[]
}

/** The response headers that any page may read (Fetch, "CORS-safelisted response-header name"). */
export const safelisted: readonly string[] = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]

/** Reads the answer to an authorization request from the URL that it came to; `undefined` for another URL. */
export function readAnswer(
  address: string,
  { redirectUri, issuer }: AuthorizationRequest,
): Pick<AuthorizationFacts, 'error' | 'iss' | 'signedIn'> | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  const expected = new URL(redirectUri)
  if (url.origin !== expected.origin || url.pathname !== expected.pathname) return undefined
  const fragment = new URLSearchParams(url.hash.slice(1))
  const parameter = (name: string): string | undefined =>
    url.searchParams.get(name) ?? fragment.get(name) ?? undefined
  const error = parameter('error')
  const signedIn = parameter('code') !== undefined
  if (error === undefined && !signedIn) return undefined
  const iss = parameter('iss')
  return { error, signedIn, iss: issOf(iss, issuer) }
}

function issOf(iss: string | undefined, issuer: string): 'right' | 'wrong' | 'absent' {
  if (iss === undefined) return 'absent'
  return iss === issuer ? 'right' : 'wrong'
}
