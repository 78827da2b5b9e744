/**
 * What an authorization server does otherwise than RFC 6749 says. All of it is data and pure functions, so
 * that one description serves a page and a server part.
 */
export interface Dialect {
  /** What separates the scopes of an authorization request. Default: a space (RFC 6749, section 3.3). */
  readonly scopeSeparator?: string
  /** The parameters of an authorization request, as this server wants them. */
  readonly authorization?: (parameters: Readonly<Record<string, string>>) => Record<string, string>
  /**
   * Makes the request that this server wants of a form for the token endpoint or the revocation endpoint.
   * Default: a form POST.
   */
  readonly request?: (form: EndpointForm) => EndpointRequest
  /**
   * The only kind of token that the revocation endpoint takes. Default: the refresh token, where there is
   * one.
   */
  readonly revokeWith?: 'access_token'
  /** The parameters of the end-session endpoint, as this server wants them. */
  readonly endSession?: (parameters: Readonly<Record<string, string>>) => Record<string, string>
  /**
   * Translates the token endpoint's answer into that of RFC 6749: of section 5.1, or of section 5.2 with an
   * `error`, whatever the HTTP status was.
   */
  readonly parseToken?: (answer: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** Reads the person from the token endpoint's answer, where it says who signed in without an ID Token. */
  readonly parseTokenUser?: (answer: Readonly<Record<string, unknown>>) => DialectUser | undefined
  /**
   * `optional`: an ID Token without a nonce is accepted, and one with another nonce is refused. `always`: a
   * nonce is sent without the scope `openid` as well, because the server answers with an ID Token all the
   * same. Default: a nonce is sent with `openid`, and the ID Token has to have it.
   */
  readonly nonce?: 'optional' | 'always'
  /**
   * May an endpoint of the discovered metadata be used? For an issuer that was chosen at run time. Default:
   * every https: URL.
   */
  readonly acceptsEndpoint?: (url: string) => boolean
  /**
   * The `iss` that an ID Token with these claims must have, for a server with an issuer per tenant. Default:
   * the issuer.
   */
  readonly expectedIssuer?: (claims: Readonly<Record<string, unknown>>) => string
}

/** A person, with the claim names of OpenID Connect Core, section 5.1. */
export interface DialectUser {
  /** The subject identifier, which no other person at this issuer has (OpenID Connect Core, section 2). */
  readonly sub: string
  /** Any other claim about the person. */
  readonly [claim: string]: unknown
}

/** A form for the token endpoint or the revocation endpoint, which a dialect turns into a request. */
export interface EndpointForm {
  /** Which endpoint is asked: that of RFC 6749, section 3.2, or that of RFC 7009. */
  readonly endpoint: 'token endpoint' | 'revocation endpoint'
  /** The URL of the endpoint. */
  readonly url: string
  /** The parameters of the request, by name. */
  readonly form: Readonly<Record<string, string>>
}

/** The HTTP request that a dialect makes of a form. */
export interface EndpointRequest {
  /** The URL that is requested, with its query. */
  readonly url: string
  /** The HTTP method. */
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The HTTP headers, by name. */
  readonly headers: Readonly<Record<string, string>>
  /** The body, already encoded. Default: no body. */
  readonly body?: string
}
