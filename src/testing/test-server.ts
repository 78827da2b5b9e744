import type { ApiAnswer, ApiChallenge, ApiRequest, IssuedToken } from './api.js'
import type { Fault, FaultOptions } from './faults.js'

/** The issuer of a test server. */
export const testIssuer = 'https://login.example'
/** The client id of the clients that a world makes. */
export const testClientId = 'app'

/**
 * The parts of a test server, as `requests` and `fail` name them; `api` is every URL that is not the
 * authorization server's.
 */
export type TestEndpoint =
  | '.well-known/openid-configuration'
  | 'token'
  | 'revoke'
  | 'par'
  | 'userinfo'
  | 'jwks'
  | 'api'

/**
 * Stands between a client and the test server. `proceed` resolves to what the server answers; it may be
 * called before something is returned in its place, or not at all.
 */
export type Interceptor = (
  endpoint: string,
  proceed: () => Promise<Response>,
  request: Request,
) => Promise<Response>

/** Tokens that a test server issued without a login. */
export interface IssuedGrant {
  /** The access token. */
  readonly accessToken: string
  /** The refresh token, which is good for one renewal. */
  readonly refreshToken: string
}

/** For whom a test server issues tokens, and for what. */
export interface GrantRequest {
  /** Whose tokens these are. */
  readonly sub: string
  /** The scope, with spaces between its words. */
  readonly scope: string
  /** The client that gets them. Default: `testClientId`. */
  readonly clientId?: string
}

/**
 * An authorization server and its APIs in memory, as a `fetch`. It signs ID Tokens with a real key, checks
 * PKCE and DPoP, replaces the refresh token at each renewal, and revokes the grant when one is used twice
 * (RFC 9700, section 4.14.2).
 */
export interface TestServer {
  /** Answers requests to the authorization server and to every API. */
  readonly fetch: typeof fetch
  /** The endpoints that were asked, in order. */
  readonly requests: string[]
  /** The access tokens that the APIs saw, in order. */
  readonly tokensSeen: string[]
  /** The requests that the APIs got, in order, with whose token each came. */
  readonly apiRequests: ApiRequest[]
  /** Stands between clients and this server. Default: nothing does. */
  intercept?: Interceptor
  /** The lifetime of access tokens in seconds; `undefined` leaves `expires_in` out. Default: 3600. */
  accessTokenSeconds: number | undefined
  /** Changes the claims of each ID Token. */
  claims: (claims: Record<string, unknown>) => Record<string, unknown>
  /** Changes each answer of the token endpoint. */
  tokenResponse: (body: Record<string, unknown>) => Record<string, unknown>
  /** The server's metadata (RFC 8414, section 2), as discovery answers it. */
  metadata: Record<string, unknown>
  /** The `sub` of the person who signs in at `authorize`. Default: `ada`. */
  user: string
  /** Further claims about persons, by their `sub`. Default: `name` is the `sub`. */
  readonly users: Map<string, Readonly<Record<string, unknown>>>
  /** Does the person have a session at the server, so that `prompt=none` succeeds? Default: `true`. */
  hasSession: boolean
  /** How many milliseconds the server's clock is ahead of the test's. Default: 0. */
  clockAheadMs: number
  /**
   * Does the server check DPoP proofs and bind tokens to their keys (RFC 9449)? `'nonces'` also wants a fresh
   * nonce in each (section 8). Default: `false`, and proofs are not looked at.
   */
  dpop: boolean | 'nonces'
  /** What the APIs want more of a token: scope, or a better or newer login. Default: nothing. */
  challenge: ApiChallenge | undefined
  /** Do the APIs answer requests without a token as well? Default: `false`, and they answer 401. */
  apisAreOpen: boolean
  /**
   * The person agrees to an authorization request, or refuses it with an `error` (RFC 6749, section 4.1.2.1).
   * Returns the URL that the browser is sent back to.
   */
  authorize(request: string, refusal?: { readonly error: string }): string
  /**
   * The browser comes to the server's own sign-out (OpenID Connect RP-Initiated Logout 1.0). Returns where it
   * is sent back to; `undefined` where the request does not say.
   */
  endSession(request: string): string | undefined
  /** Issues tokens of a new grant, without a login. */
  issue(grant: GrantRequest): IssuedGrant
  /** What is known of an access token that is still good; `undefined` for any other text. */
  read(accessToken: string): IssuedToken | undefined
  /** Lets the access tokens expire that were issued so far, at the server alone. */
  expireAccessTokens(): void
  /** Revokes the grants of this person; of everybody, without a `sub`. */
  revoke(sub?: string): void
  /**
   * Lets requests to an endpoint go wrong; `'*'` means every endpoint. Returns how to repair it.
   *
   * @example
   * const repair = server.fail('token', { status: 429, retryAfterSeconds: 7 })
   */
  fail(endpoint: TestEndpoint | '*', fault: Fault, options?: FaultOptions): () => void
  /**
   * What the API answers to requests for a URL, once their token is good. A later answer for the same URL
   * goes first. Without any, an API answers `{ "ok": true }`.
   *
   * @example
   * server.answer('https://api.example/items', [{ id: 1 }])
   * server.answer('POST https://api.example/items', (request) => new Response(null, { status: 201 }))
   */
  answer(url: string | RegExp, answer: ApiAnswer): void
}
