import { checkNumber } from '../check-number.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import type { Provider } from '../providers/provider.js'
import { type ProxiedApi, type ProxiedApiOptions, readProxiedApi } from './proxied-api.js'
import { wrong } from './wrong.js'

/**
 * What a server part is made of. Checked once; what cannot work, or is not safe, is a `configuration` error
 * there and then.
 */
export interface ServerOptions<Env = ServerEnv> {
  /**
   * The origins of the app's pages, exactly: `['https://app.example.com', 'http://localhost:5173']`. Nobody
   * else may use this server part, and people are sent back nowhere else.
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

/**
 * One event of the audit log, as `onAudit` receives it. `type` says what happened, and the other members
 * depend on it. `provider` is the name in `providers`, `sub` the subject identifier of the person, and
 * `status` the HTTP status of the answer.
 */
export type AuditEvent =
  | { readonly type: 'login-started'; readonly provider: string; readonly sub?: string }
  | {
      readonly type: 'signed-out'
      readonly provider: string
      readonly sub?: string
      /** `false`: the provider has no revocation, or a `revocation-failed` says why it did not work. */
      readonly revoked: boolean
    }
  | { readonly type: 'renewed'; readonly provider: string; readonly sub: string; readonly note?: string }
  | { readonly type: 'signed-in'; readonly provider: string; readonly sub: string; readonly note?: string }
  | { readonly type: 'code-exchanged' | 'refresh-exchanged'; readonly provider: string }
  | {
      readonly type: 'proxied'
      readonly provider: string
      readonly method: string
      readonly host: string
      readonly status: number
    }
  | {
      readonly type: 'login-failed' | 'revocation-failed' | 'failed'
      readonly provider: string
      readonly action?: string
      readonly error: AuditError
    }
  | {
      readonly type: 'refused'
      readonly provider?: string
      readonly action?: string
      readonly status: number
      readonly reason: string
    }

/** An `AuthError` without what must not be written down. */
export interface AuditError {
  /** The `code` of an `AuthError`, the OAuth error code of a refusal, or `unexpected` for the rest. */
  readonly code: string
  /**
   * What went wrong, for the log. A message that repeats a secret is replaced, and of an unexpected error
   * only the name is given.
   */
  readonly message: string
}

export interface ResolvedProvider
  extends Omit<ServerProvider<never>, 'clientId' | 'clientSecret' | 'apis' | 'scope'> {
  readonly name: string
  readonly mode: 'mediated' | 'proxy' | 'exchange'
  readonly scope: readonly string[]
  readonly apis: readonly ProxiedApi[]
}

export interface ResolvedServer {
  readonly origins: readonly string[]
  readonly serverOrigin: string | undefined
  readonly basePath: string
  readonly providers: ReadonlyMap<string, ResolvedProvider>
  readonly sessionSeconds: number
  readonly maxSessionSeconds: number
  readonly timeoutMs: number
}

export const defaultBasePath = '/oauth'

const known: Readonly<Record<keyof ServerOptions, 1>> = {
  origins: 1,
  serverOrigin: 1,
  basePath: 1,
  providers: 1,
  cookieKey: 1,
  sessionSeconds: 1,
  maxSessionSeconds: 1,
  timeoutMs: 1,
  rateLimit: 1,
  onAudit: 1,
  fetch: 1,
  now: 1,
}

const knownOfProvider: Readonly<Record<keyof ServerProvider, 1>> = {
  provider: 1,
  clientId: 1,
  clientSecret: 1,
  mode: 1,
  scope: 1,
  offline: 1,
  params: 1,
  pageParams: 1,
  resources: 1,
  apis: 1,
  redirectUris: 1,
  refreshTokensInPage: 1,
  postLogoutRedirectUri: 1,
}

/** `options` has own members only. */
export function checkServerOptions<Env>(options: ServerOptions<Env>): ResolvedServer {
  refuseUnknown(options, known, '')
  const {
    origins,
    serverOrigin,
    basePath = defaultBasePath,
    providers,
    sessionSeconds = 14 * 86_400,
    maxSessionSeconds = Math.max(30 * 86_400, sessionSeconds),
    timeoutMs = 10_000,
  } = options
  if (!Array.isArray(origins) || origins.length === 0) {
    throw wrong(
      'origins',
      "list the origins of the app's pages: ['https://app.example.com', 'http://localhost:5173']",
    )
  }
  for (const origin of origins) checkOrigin('origins', origin)
  if (serverOrigin !== undefined) checkOrigin('serverOrigin', serverOrigin)
  if (!/^(\/[\w.~-]+)+$/.test(basePath) || /\/\.{1,2}(\/|$)/.test(basePath)) {
    throw wrong('basePath', `write an absolute path without a slash at its end, '/oauth', not '${basePath}'`)
  }
  checkNumber('sessionSeconds', sessionSeconds, 'seconds')
  checkNumber('maxSessionSeconds', maxSessionSeconds, 'seconds')
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  const entries = Object.entries(providers ?? {})
  if (entries.length === 0)
    throw wrong('providers', 'name at least one: { github: { provider, clientId, clientSecret } }')
  const resolved = new Map(entries.map(([name, given]) => [name, checkProvider(name, given, origins)]))
  if ([...resolved.values()].some(({ mode }) => mode !== 'exchange')) checkCookieKey(options.cookieKey)
  return {
    origins,
    serverOrigin,
    basePath,
    providers: resolved,
    sessionSeconds,
    maxSessionSeconds,
    timeoutMs,
  }
}

function checkProvider<Env>(
  name: string,
  configured: ServerProvider<Env>,
  origins: readonly string[],
): ResolvedProvider {
  const given = own(configured)
  const at = `providers.${name}`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name) || name === 'api') {
    throw wrong(at, "a provider's name stands in URLs: small letters, digits and hyphens, and not 'api'")
  }
  refuseUnknown(given, knownOfProvider, at)
  const { clientId, clientSecret, mode = 'mediated', apis = [], redirectUris = [] } = given
  const provider = ownProvider(given.provider)
  if (!provider.issuer || !provider.redirectRules)
    throw wrong(`${at}.provider`, "take one from 'hallpass/providers'")
  if (!clientId) throw wrong(`${at}.clientId`, `write the id that ${provider.name} gave this app`)
  if (!['mediated', 'proxy', 'exchange'].includes(mode))
    throw wrong(`${at}.mode`, "write 'mediated', 'proxy' or 'exchange'")
  if (!clientSecret && (mode !== 'exchange' || provider.tokenAuth !== 'none')) {
    // RFC 10017, sections 6.1.3.1 and 6.2.3.1: a confidential client.
    throw wrong(
      `${at}.clientSecret`,
      `write where ${provider.name}'s secret is found: (env) => ` +
        `env.${name.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`,
    )
  }
  const isAppleKey = typeof clientSecret === 'object'
  if (clientSecret && isAppleKey !== (provider.tokenAuth === 'apple-jwt')) {
    throw wrong(
      `${at}.clientSecret`,
      isAppleKey
        ? `${provider.name} has a plain secret: write where it is found`
        : `${provider.name} wants a signed one: write { teamId, keyId, privateKey: (env) => ` +
            'env.APPLE_PRIVATE_KEY }',
    )
  }
  if (mode === 'proxy' && apis.length === 0)
    throw wrong(`${at}.apis`, "list what the page may call: ['https://api.github.com']")
  if (mode !== 'proxy' && apis.length > 0)
    throw wrong(`${at}.apis`, "they are of mode: 'proxy'. Set it, or leave them out")
  if (mode === 'exchange') checkExchange(at, given, provider, origins)
  if (mode !== 'exchange' && (redirectUris.length > 0 || given.refreshTokensInPage !== undefined)) {
    throw wrong(`${at}.mode`, "redirectUris and refreshTokensInPage are of mode: 'exchange'. Leave them out")
  }
  for (const parameter of [...Object.keys(given.params ?? {}), ...(given.pageParams ?? [])]) {
    if (reserved.test(parameter))
      throw wrong(`${at}.params`, `${parameter} is the library's to set; leave it out`)
  }
  // An ID Token is checked against it.
  if (!/^\d{0,9}$/.test(given.params?.max_age ?? '')) {
    throw wrong(`${at}.params`, 'max_age is a whole number of seconds, as a string of digits')
  }
  if (given.postLogoutRedirectUri !== undefined && !isSecureUrl(given.postLogoutRedirectUri)) {
    throw wrong(`${at}.postLogoutRedirectUri`, 'write an absolute https: URL')
  }
  const { scope = provider.scopes } = given
  return own<ResolvedProvider>({
    ...given,
    provider,
    name,
    mode,
    scope: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : scope,
    apis: apis.map((api) => readProxiedApi(api, `${at}.apis`)),
  })
}

function ownProvider(given: Provider): Provider {
  const { endpoints, dialect, offline, refresh, ...rest } = own(given)
  return own<Provider>({
    ...rest,
    refresh: own(refresh),
    ...(endpoints && { endpoints: own(endpoints) }),
    ...(dialect && { dialect: own(dialect) }),
    ...(offline && { offline: own(offline) }),
  })
}

function checkExchange<Env>(
  at: string,
  { redirectUris = [] }: ServerProvider<Env>,
  provider: Provider,
  origins: readonly string[],
): void {
  if (provider.pkce === 'none' || provider.responseMode) {
    // Nothing but the secret would protect the code, and here anybody may have it added.
    throw wrong(
      `${at}.mode`,
      `${provider.name} binds its codes to nothing that only the page knows (PKCE): use mode: 'mediated'`,
    )
  }
  if (redirectUris.length === 0)
    throw wrong(`${at}.redirectUris`, "list the page's redirect URIs, exactly as they are registered")
  for (const uri of redirectUris) {
    if (!isSecureUrl(uri) || !origins.includes(new URL(uri).origin))
      throw wrong(`${at}.redirectUris`, `${uri} is no URL at one of 'origins'`)
  }
}

const reserved =
  /^(response_(type|mode)|client_(id|secret)|redirect_uri|scope|state|nonce|code_challenge(_method)?|request(_uri)?|returnTo)$/

function checkOrigin(option: string, origin: string): void {
  if (!isSecureUrl(origin) || new URL(origin).origin !== origin || origin.includes('*')) {
    throw wrong(
      option,
      `'${origin}' is no origin: write 'https://app.example.com', without a path, a slash at the end, ` +
        'or wildcards (http: on localhost only)',
    )
  }
}

function checkCookieKey<Env>(cookieKey: ServerOptions<Env>['cookieKey']): void {
  const keys = keysOf(cookieKey)
  if (keys.length === 0) throw wrong('cookieKey', cookieKeyHint)
  for (const key of keys) if (typeof key === 'string') checkKey(key)
}

const cookieKeyHint =
  'write where the key of the cookies is found, (env) => env.COOKIE_KEY, and make one with: openssl ' +
  'rand -base64 32'

export function keysOf<Env>(cookieKey: ServerOptions<Env>['cookieKey']): readonly FromEnv<Env>[] {
  if (cookieKey === undefined) return []
  return Array.isArray(cookieKey) ? cookieKey : [cookieKey as FromEnv<Env>]
}

export function checkKey(key: string | undefined): string {
  // Too short to be random enough, or a text that somebody thought up.
  if (!key || key.length < 32 || new Set(key).size < 10) throw wrong('cookieKey', cookieKeyHint)
  return key
}

function refuseUnknown(options: object, names: Readonly<Record<string, 1>>, at: string): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(names, name)) {
      throw wrong(
        at ? `${at}.${name}` : name,
        `there is no such option; there are ${Object.keys(names).join(', ')}`,
      )
    }
  }
}
