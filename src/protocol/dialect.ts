/**
 * What an authorization server does otherwise than RFC 6749 has it. All of it is data and pure functions, so that one
 * description serves a page and a server part.
 */
export interface Dialect {
  /** Between the scopes of an authorization request. Default: a space (RFC 6749, section 3.3). */
  readonly scopeSeparator?: string
  /** The parameters of an authorization request, as this server wants them. */
  readonly authorization?: (parameters: Readonly<Record<string, string>>) => Record<string, string>
  /** A form for the token endpoint or the revocation endpoint, as the request this server wants. Default: a form POST. */
  readonly request?: (form: EndpointForm) => EndpointRequest
  /** The only kind of token that the revocation endpoint takes. Default: the refresh token, where there is one. */
  readonly revokeWith?: 'access_token'
  /** The parameters that a person is sent to the end-session endpoint with, as this server wants them. */
  readonly endSession?: (parameters: Readonly<Record<string, string>>) => Record<string, string>
  /** The token endpoint's answer, as RFC 6749 has it: section 5.1; or section 5.2 with an `error`, whatever the status was. */
  readonly parseToken?: (answer: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** The person, where the token endpoint's answer says who it is without an ID Token. */
  readonly parseTokenUser?: (answer: Readonly<Record<string, unknown>>) => DialectUser | undefined
  /**
   * `optional`: an ID Token without a nonce is taken; one with another is refused. `always`: a nonce is sent without the scope `openid`, too,
   * because the server answers with an ID Token all the same. Default: sent with `openid`, and the ID Token has to have it.
   */
  readonly nonce?: 'optional' | 'always'
  /** May an endpoint of the discovered metadata be asked? For an issuer that was chosen at run time. Default: whatever is https:. */
  readonly acceptsEndpoint?: (url: string) => boolean
  /** The `iss` that an ID Token with these claims must have, for a server with an issuer per tenant. Default: the issuer. */
  readonly expectedIssuer?: (claims: Readonly<Record<string, unknown>>) => string
}

/** A person, in the terms of OpenID Connect Core, section 5.1. */
export interface DialectUser {
  readonly sub: string
  readonly [claim: string]: unknown
}

export interface EndpointForm {
  readonly endpoint: 'token endpoint' | 'revocation endpoint'
  readonly url: string
  readonly form: Readonly<Record<string, string>>
}

export interface EndpointRequest {
  readonly url: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}
