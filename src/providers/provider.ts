import type { Dialect } from '../protocol/dialect.js'

/**
 * What signing in with somebody takes, as data and pure functions: the same description serves the page
 * (`createClient`) and the server part (`createServer`). No file of a provider touches a global of either.
 */
export interface Provider<Scope extends string = string> {
  /** `github`: in URLs of the server part, and the `provider` of a button. */
  readonly id: string
  /** `GitHub`: for people. */
  readonly name: string
  /**
   * What `iss` is compared with. For a server without one of its own, the origin of its authorization
   * endpoint.
   */
  readonly issuer: string
  /**
   * Where there is no discovery document, or none that a page can read or that is complete. Absent:
   * discovered.
   */
  readonly endpoints?: Endpoints
  /**
   * `required`: an answer to a login without `iss` is refused (RFC 9207). `compared`: refused only if it
   * differs; nothing is known, or some of its answers have none.
   */
  readonly issMode: 'required' | 'compared'
  /** `none`: a code is bound to nothing that only the page knows, so only a server part may redeem it. */
  readonly pkce: 'required' | 'supported' | 'none'
  /** `direct`: a page can do all of it. `server`: it can't, for the reason in `needsServer`. */
  readonly mode: 'direct' | 'server'
  /**
   * Why a page alone is refused, as the end of "GitHub needs a server part: …". Present where `mode` is
   * `server`.
   */
  readonly needsServer?: string
  /**
   * How the server part authenticates at the token endpoint. `apple-jwt`: with a JWT that it signs (ES256).
   */
  readonly tokenAuth: 'none' | 'post' | 'basic' | 'apple-jwt'
  /** What a login asks for when nothing else is said. */
  readonly scopes: readonly Scope[]
  /** More parameters of every authorization request. */
  readonly params?: Readonly<Record<string, string>>
  /** Parameters that bring a refresh token, in a `scope` or of their own; for where somebody keeps it. */
  readonly offline?: { readonly scope?: Scope; readonly params?: Readonly<Record<string, string>> }
  /**
   * How the answer to the authorization request arrives. Default: `query`. `form_post` is a POST, which only
   * a server part can read.
   */
  readonly responseMode?: 'form_post'
  /** Absent: RFC 6749 to the letter. */
  readonly dialect?: Dialect
  /** Who the person is. Absent: the ID Token says it all. */
  readonly profile?: Profile
  /**
   * What a POST to the callback says of the person beside the answer itself, as claims. Apple does, at the
   * first login only.
   */
  readonly callbackClaims?: (fields: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>
  /**
   * `no`: its API lets no page read its answers (CORS), so calls go through the server part as well. Default:
   * it does.
   */
  readonly apiFromPage?: 'no'
  /**
   * `rotating`: each refresh token works once. `steady`: until it is revoked. `none`: no refresh token. With
   * `lifetimeMs`, how long after the login it ends, where that is fixed.
   */
  readonly refresh: {
    readonly tokens: 'rotating' | 'steady' | 'unknown' | 'none'
    readonly lifetimeMs?: number
  }
  /**
   * How a grant ends. `rfc7009`: the revocation endpoint. `github-delete`: DELETE with Basic authentication
   * and JSON. `dialect`: the revocation endpoint, as `dialect.request` puts it. `none`: the person does it in
   * their account.
   */
  readonly revoke: 'rfc7009' | 'github-delete' | 'dialect' | 'none'
  /** Can a page read the revocation endpoint's answer? Where not, only the server part revokes. */
  readonly revokeFromPage: boolean
  /** Is there a sign-out of the provider's own session (OpenID Connect RP-Initiated Logout, or like it)? */
  readonly endSession: 'rp-initiated' | 'own' | 'none'
  /** What the provider registers as a redirect URI, which is checked before a login is sent there. */
  readonly redirectRules: RedirectRules
  /**
   * `true`: each fact this rests on was read in the provider's own documents. It does not say that anybody
   * has signed in there: `About` says that. `false`: something was not; the guide says what.
   */
  readonly verified: boolean
}

/** The endpoints of a provider whose metadata is not discovered. Each is an absolute URL. */
export interface Endpoints {
  /** The authorization endpoint (RFC 6749, section 3.1). */
  readonly authorization: string
  /** The token endpoint (RFC 6749, section 3.2). */
  readonly token: string
  /** The userinfo endpoint (OpenID Connect Core, section 5.3), or the API that says who the person is. */
  readonly userinfo?: string
  /**
   * The revocation endpoint (RFC 7009), or what stands in its place where `revoke` says so. `{client_id}` in
   * it stands for the client id.
   */
  readonly revocation?: string
  /**
   * The end-session endpoint (OpenID Connect RP-Initiated Logout, section 2), or the provider's own sign-out.
   */
  readonly endSession?: string
  /** The pushed authorization request endpoint (RFC 9126, section 2). */
  readonly pushedAuthorization?: string
  /** The JSON Web Key Set with the keys that ID Tokens are signed with (RFC 7517, section 5). */
  readonly jwks?: string
}

/** Requests that say who the person is, and how to read their answers. */
export interface Profile {
  /** The requests, which are sent all at once. */
  readonly requests: readonly ProfileRequest[]
  /**
   * `answers` are in the order of `requests`, `undefined` for an optional one that failed; `claims` are the
   * ID Token's.
   */
  readonly parse: (
    answers: readonly unknown[],
    claims: Readonly<Record<string, unknown>> | undefined,
  ) => ProviderClaims
}

/** A request with the access token as a Bearer token. */
export interface ProfileRequest {
  /** Absent: the userinfo endpoint of `endpoints` or of the discovered metadata. */
  readonly url?: string
  /** The HTTP method. Default: `GET`. */
  readonly method?: 'GET' | 'POST'
  /** More HTTP headers, by name, beside the one with the access token. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body, already encoded. Default: no body. */
  readonly body?: string
  /** A failure of it is no failure of the login. */
  readonly optional?: boolean
}

/** The same shape whoever signed the person in. */
export interface ProviderUser {
  /** Never changes, and says nothing outside this provider: keep it together with the provider's id. */
  readonly sub: string
  /** The person's full name for display, or the name of the account where the provider has no other. */
  readonly name?: string
  /** The name of the account, which may change and is no key (OpenID Connect Core, section 5.1). */
  readonly preferred_username?: string
  /** The URL of the person's picture (OpenID Connect Core, section 5.1). */
  readonly picture?: string
  /** The e-mail address, which may change and is no key (OpenID Connect Core, section 5.7). */
  readonly email?: string
  /** Absent: the provider does not say. An e-mail address that is not verified is anybody's. */
  readonly email_verified?: boolean
  /** What the provider says, as it says it. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A user on the way into a session, which keeps claims. */
export interface ProviderClaims extends ProviderUser {
  /** Any other claim about the person. */
  readonly [claim: string]: unknown
}

/** What the provider registers as a redirect URI, checked before a login is sent there. */
export interface RedirectRules {
  /**
   * `any`: http: on localhost is fine. `loopback-ip`: 127.0.0.1 or [::1], never the name `localhost`. `none`:
   * https: with a domain only.
   */
  readonly loopback: 'any' | 'loopback-ip' | 'none'
  /** What to add to the rule in the message that refuses a redirect URI. */
  readonly note?: string
}

/** For people who set it up: in the guides and in checks, and not in a page that only signs in. */
export interface About {
  /** Where to register the app. */
  readonly console: string
  /** What to do there, one step each. */
  readonly steps: readonly string[]
  /** What surprises people. */
  readonly notes: readonly string[]
  /** What `verified: false` is about. Empty where all of it was read. */
  readonly unverified: readonly string[]
  /** The real server that a sign-in was tried with, and what was done there. Absent: a simulator at most. */
  readonly triedWith?: string
  /** When the facts were last looked at. */
  readonly checkedOn: string
  /** For `npm run providers:check`. Absent: none, or a different one for each customer. */
  readonly discovery?: string
}
