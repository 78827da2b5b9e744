import type { Provider } from '../providers/provider.js'
import type { AuditEvent } from './audit-event.js'
import type { ProxiedApiOptions } from './proxied-api.js'

/**
 * What a server part is made of. Checked once; what cannot work, or is not safe, is a `configuration` error
 * there and then.
 */
export interface ServerOptions<Env = ServerEnv> {
  /**
   * The origins of the app's pages, exactly: `['https://app.example.com']`; in the configuration for
   * development, `['http://localhost:5173']`. Nobody else may use this server part, and people are sent back
   * nowhere else.
   */
  readonly origins: readonly string[]
  /**
   * Where browsers reach this server part, if that is another origin than the page's (then on the same site,
   * for its cookies are `SameSite=Strict`). Default: the one of `origins` that has the host of the request.
   */
  readonly serverOrigin?: string
  /** Default: `/oauth`. */
  readonly basePath?: string
  /** By the name they have in URLs: `github` is at `/oauth/github/…`. */
  readonly providers: Readonly<Record<string, ServerProvider<Env>>>
  /**
   * What encrypts the cookies: 32 random octets or more, `openssl rand -base64 32`. With several, the first
   * one encrypts and all of them decrypt: to rotate, put a new one in front, and take the last one away after
   * `sessionSeconds`, when no cookie of it is left.
   */
  readonly cookieKey?: FromEnv<Env> | readonly FromEnv<Env>[]
  /**
   * How long a person who does not come back stays signed in, from 1 to 2147483647. Default: 14 days; less
   * where the provider says so.
   */
  readonly sessionSeconds?: number
  /**
   * How long a session lasts at most, from 1 to 2147483647, counted from the login, however often the person
   * comes back. A copy of the cookie ends then, too, even at a provider that cannot revoke. Default: 30 days,
   * or `sessionSeconds` where that is longer.
   */
  readonly maxSessionSeconds?: number
  /** For one whole answer of a provider, in milliseconds, from 1 to 2147483647. Default: 10 000. */
  readonly timeoutMs?: number
  /**
   * Asked before anything is decrypted or sent: `false` answers 429. Keep your counters where all copies of
   * the server see them; behind a proxy the address of the person is in a header of yours.
   */
  readonly rateLimit?: (request: Request, about: RateLimited) => boolean | Promise<boolean>
  /** Told of everything that happened, without a token, a code or a secret. */
  readonly onAudit?: (event: AuditEvent) => void
  /** Replaces `fetch` towards the providers. */
  readonly fetch?: typeof fetch
  /** Replaces the clock. */
  readonly now?: () => number
}

/** One provider that people sign in at, with this app's client registration there (RFC 6749, section 2). */
export interface ServerProvider<Env = ServerEnv> {
  /** From `hallpass/providers`, or your own description. */
  readonly provider: Provider
  /**
   * The client identifier that the provider gave this app (RFC 6749, section 2.2), or a function that finds
   * it.
   */
  readonly clientId: FromEnv<Env>
  /**
   * The secret that authenticates the client at the token endpoint (RFC 6749, section 2.3.1), or, for Apple,
   * the key that signs it. Only `mode: 'exchange'` at a provider whose `tokenAuth` is `none` can do without
   * it.
   */
  readonly clientSecret?: FromEnv<Env> | AppleKey<Env>
  /**
   * `mediated`: the refresh token stays in an encrypted cookie, and the page gets access tokens (RFC 10017,
   * section 6.2). `proxy`: the access token stays there, too, and the page calls `apis` through the server
   * part (section 6.1). `exchange`: adds the secret to the page's own code exchange, and protects nothing
   * more than that. Default: `mediated`.
   */
  readonly mode?: 'mediated' | 'proxy' | 'exchange'
  /** What a login asks for, and the most that a page can have. Default: the provider's. */
  readonly scope?: string | readonly string[]
  /** Ask for a refresh token the way this provider wants to be asked. Default: `true`. */
  readonly offline?: boolean
  /** More parameters of each authorization request. */
  readonly params?: Readonly<Record<string, string>>
  /**
   * Parameters that a page may add to a login, `kc_idp_hint` for one, besides the standard ones. Default:
   * none.
   */
  readonly pageParams?: readonly string[]
  /** Resource indicators (RFC 8707) that a page may ask a token for. Default: none. */
  readonly resources?: readonly string[]
  /** `proxy`: what the page may call, by origin or origin and path. `methods` default to GET and HEAD. */
  readonly apis?: readonly (string | ProxiedApiOptions)[]
  /** `exchange`: the page's redirect URIs, exactly as they are registered. */
  readonly redirectUris?: readonly string[]
  /**
   * `exchange`: lets refresh tokens into the page, where any script that runs there can take them. Default:
   * `false`, they are left out.
   */
  readonly refreshTokensInPage?: boolean
  /**
   * Where the provider sends people after its own sign-out; registered there. Default: the root of the app.
   */
  readonly postLogoutRedirectUri?: string
}

/** Apple's client secret is a JWT, made of this (Sign in with Apple, "Creating a client secret"). */
export interface AppleKey<Env = ServerEnv> {
  /** The identifier of the Apple developer team, sent as the `iss` claim of the JWT. */
  readonly teamId: string
  /** The identifier of the private key at Apple, sent as the `kid` header parameter of the JWT. */
  readonly keyId: string
  /** The text of the `.p8` file. */
  readonly privateKey: FromEnv<Env>
}

/** A text, or where it is found: `(env) => env.GITHUB_SECRET`. */
export type FromEnv<Env> = string | ((env: Env) => string | undefined | Promise<string | undefined>)

/** What the functions get where the platform passes no environment: `process.env`. */
export type ServerEnv = Readonly<Record<string, string | undefined>>

/** What a request asks for, as `rateLimit` is told before the request is served. */
export interface RateLimited {
  /** The name of the provider, as `providers` of the server part has it. */
  readonly provider: string
  /**
   * The route of the server part that is requested. `login` and `callback` are visited by the browser as
   * whole pages, and the others are called by the app's scripts.
   */
  readonly action: 'login' | 'callback' | 'session' | 'token' | 'logout' | 'api'
}
