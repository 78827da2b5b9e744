import { checkNumber } from '../check-number.js'
import { own } from '../own.js'

/**
 * A person who can sign in. Claims beyond the named ones (`roles`, `tenant`, …) are put into the ID Token as
 * they are.
 */
export interface DevUser {
  /** The subject identifier: what an API and the session know the person by. */
  readonly sub: string
  /** The full name: the `name` claim (OpenID Connect Core, section 5.1), also shown on the sign-in page. */
  readonly name: string
  /** The e-mail address: the `email` claim, which a `login_hint` is compared with, too. Default: none. */
  readonly email?: string
  /** A picture's URL; a `data:` URI works offline. Default: none, and initials on the sign-in page. */
  readonly picture?: string
  /**
   * Any other claim about the person. The standard claims of the scopes `profile` and `email` are given for
   * these scopes (OpenID Connect Core, section 5.4), and all others for `openid`.
   */
  readonly [claim: string]: unknown
}

/**
 * An application that people sign in to. All of them are public clients: they have no secret and must use
 * PKCE.
 */
export interface DevClient {
  /** The client identifier, sent as the `client_id` parameter (RFC 6749, section 2.2). */
  readonly clientId: string
  /** What the sign-in page calls the application. Default: the client id. */
  readonly name?: string
  /**
   * Origins of which any URL is a redirect URI and a post-logout redirect URI, such as
   * `http://localhost:3000`. With `*` for its port an origin stands for every port: `http://localhost:*`.
   * Default: the origin of this authorization server, unless `redirectUris` is given.
   */
  readonly origins?: readonly string[]
  /** Redirect URIs, compared byte by byte as a strict server does (RFC 9700, section 2.1). Default: none. */
  readonly redirectUris?: readonly string[]
  /**
   * Where RP-initiated logout may send the browser, compared like `redirectUris`. Default: `redirectUris`.
   */
  readonly postLogoutRedirectUris?: readonly string[]
}

/** An API that access tokens are made for. */
export interface DevApi {
  /**
   * The API's identifier: the `resource` parameter of RFC 8707, and the `aud` of its tokens. A path such as
   * `/api` stands for that path on the origin of this authorization server. An origin with `*` for its port
   * (`http://localhost:*`) stands for every URL on that host, and a token's `aud` is the URL that was asked
   * for.
   */
  readonly resource: string
  /** Scopes that the API knows; others are not granted. Default: every scope that is asked for. */
  readonly scope?: string | readonly string[]
  /** Lifetime of the API's access tokens, in seconds. Default: the server's `accessTokenTtlSeconds`. */
  readonly accessTokenTtlSeconds?: number
}

/**
 * Everything has a default: `{}` is a working authorization server. In Vite they are the options of the
 * plugin; `npx hallpass dev-server` reads them from `hallpass.config.js`.
 */
export interface DevAuthorizationServerOptions {
  /** Where the server is mounted; the issuer is the origin followed by this path. Default: `/oidc`. */
  readonly path?: string
  /**
   * The origin in the issuer. Default: the origin of each request, so that `localhost`, `127.0.0.1`, another
   * port and a name in `allowedHosts` all work, each with an issuer of its own. Give it when a proxy changes
   * the origin that browsers see.
   */
  readonly origin?: string
  /**
   * Whoever reaches this server signs in as anybody. So by default it answers this machine alone: requests
   * for `localhost` or a loopback address, over a connection from here. Everything else is refused with 403:
   * other machines (`vite --host`), and pages elsewhere whose name was made to point here (DNS rebinding).
   * The hosts that may be used all the same, from any machine, without port: `dev.example`, or `.example`
   * with all below it; `localhost` where this machine looks like another, in a container. `true`: anybody,
   * under any name.
   */
  readonly allowedHosts?: readonly string[] | true
  /** Who can sign in. Default: Ada Lovelace, Alan Turing and Grace Hopper. */
  readonly users?: readonly DevUser[]
  /** Default: one client, `spa`, which may return to any URL on the origin of the server. */
  readonly clients?: readonly DevClient[]
  /**
   * The APIs that tokens are for. A request without a `resource` parameter gets a token for the first one.
   * Default: one, `/api`. With `[]`, access tokens are opaque and good for the UserInfo endpoint only.
   */
  readonly apis?: readonly DevApi[]
  /** Lifetime of access tokens, in seconds. Default: 300. */
  readonly accessTokenTtlSeconds?: number
  /** Lifetime of each refresh token, in seconds: a rotated one starts afresh. Default: 14 days. */
  readonly refreshTokenTtlSeconds?: number
  /**
   * Replace the refresh token at every use. Using one a second time then revokes the whole grant, with every
   * token that came from that sign-in (RFC 9700, section 4.14.2). Default: true.
   */
  readonly rotateRefreshTokens?: boolean
  /**
   * Issue only tokens that are bound to a key (RFC 9449). Default: false; a request with a proof gets a bound
   * token.
   */
  readonly requireDPoP?: boolean
  /**
   * Answer a DPoP proof that has no fresh nonce with `use_dpop_nonce` (RFC 9449, section 8). Default: false.
   */
  readonly requireDPoPNonce?: boolean
  /** Refuse authorization requests that were not pushed first (RFC 9126). Default: false. */
  readonly requirePushedAuthorizationRequests?: boolean
  /**
   * Claims by the scope that reveals them, beside those of `profile` and `email`: `{ address: ['address'] }`.
   * Each name is a scope that clients may ask for. Default: none.
   */
  readonly scopes?: Readonly<Record<string, readonly string[]>>
  /**
   * The authentication contexts that the metadata names as `acr_values_supported`. A sign-in that asks for
   * one with `acr_values` has it, whether it is listed or not. Default: `pwd` and `mfa`.
   */
  readonly acrValues?: readonly string[]
  /**
   * Ask the person for consent at each sign-in, scope by scope. Default: false; the click on a name is the
   * consent.
   */
  readonly askForConsent?: boolean
  /**
   * Scopes that are not granted although they are asked for, as a server does where a person or a policy
   * refuses some of them (RFC 6749, section 3.3). Default: none.
   */
  readonly withheldScopes?: readonly string[]
  /**
   * How ID Tokens and access tokens are signed. The key is made at start and lives in memory. Default:
   * `ES256`.
   */
  readonly signingAlgorithm?: 'ES256' | 'RS256'
}

export interface ResolvedClient {
  readonly clientId: string
  readonly name: string
  readonly origins: readonly string[]
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}

export interface ResolvedApi {
  readonly resource: string
  readonly scopes: readonly string[] | undefined
  readonly accessTokenTtlSeconds: number
}

/** What the server for one origin is made of: every default filled in, every path made absolute. */
export interface ResolvedOptions {
  readonly origin: string
  readonly path: string
  readonly issuer: string
  readonly users: readonly DevUser[]
  readonly clients: readonly ResolvedClient[]
  readonly apis: readonly ResolvedApi[]
  readonly accessTokenTtlSeconds: number
  readonly refreshTokenTtlSeconds: number
  readonly rotateRefreshTokens: boolean
  readonly requireDPoP: boolean
  readonly requireDPoPNonce: boolean
  readonly requirePushedAuthorizationRequests: boolean
  readonly scopes: Readonly<Record<string, readonly string[]>>
  readonly acrValues: readonly string[]
  readonly askForConsent: boolean
  readonly withheldScopes: readonly string[]
  readonly signingAlgorithm: 'ES256' | 'RS256'
}

const defaultUsers: readonly DevUser[] = [
  person('ada', 'Ada', 'Lovelace'),
  person('alan', 'Alan', 'Turing'),
  person('grace', 'Grace', 'Hopper'),
]

/**
 * The path without a trailing slash; the root itself cannot be mounted, as it would swallow the application.
 */
export function resolvePath(path = '/oidc'): string {
  const trimmed = path.replace(/\/+$/, '')
  if (!/^(?:\/[\w.~-]+)+$/.test(trimmed)) {
    throw new TypeError(`path must be an absolute path such as '/oidc', not '${path}'`)
  }
  return trimmed
}

/** @throws {AuthError} `configuration`, for a lifetime that is no number of seconds from 1 to 2147483647. */
export function resolveOptions(given: DevAuthorizationServerOptions, origin: string): ResolvedOptions {
  const options = own(given)
  const path = resolvePath(options.path)
  const { accessTokenTtlSeconds = 300, refreshTokenTtlSeconds = 14 * 24 * 60 * 60 } = options
  checkNumber('accessTokenTtlSeconds', accessTokenTtlSeconds, 'seconds')
  checkNumber('refreshTokenTtlSeconds', refreshTokenTtlSeconds, 'seconds')
  return {
    origin,
    path,
    issuer: origin + path,
    users: options.users ?? defaultUsers,
    clients: (options.clients ?? [{ clientId: 'spa' }]).map((client) => resolveClient(client, origin)),
    apis: (options.apis ?? [{ resource: '/api' }]).map(own<DevApi>).map((api) => ({
      resource: api.resource.startsWith('/') ? origin + api.resource : api.resource,
      scopes: typeof api.scope === 'string' ? api.scope.split(' ') : api.scope,
      accessTokenTtlSeconds: checkNumber(
        'accessTokenTtlSeconds',
        api.accessTokenTtlSeconds === undefined ? accessTokenTtlSeconds : api.accessTokenTtlSeconds,
        'seconds',
      ),
    })),
    accessTokenTtlSeconds,
    refreshTokenTtlSeconds,
    rotateRefreshTokens: options.rotateRefreshTokens ?? true,
    requireDPoP: options.requireDPoP ?? false,
    requireDPoPNonce: options.requireDPoPNonce ?? false,
    requirePushedAuthorizationRequests: options.requirePushedAuthorizationRequests ?? false,
    scopes: { ...options.scopes },
    acrValues: options.acrValues ?? ['pwd', 'mfa'],
    askForConsent: options.askForConsent ?? false,
    withheldScopes: options.withheldScopes ?? [],
    signingAlgorithm: options.signingAlgorithm ?? 'ES256',
  }
}

function resolveClient(given: DevClient, origin: string): ResolvedClient {
  const client = own(given)
  const redirectUris = client.redirectUris ?? []
  return {
    clientId: client.clientId,
    name: client.name ?? client.clientId,
    origins: client.origins ?? (redirectUris.length === 0 ? [origin] : []),
    redirectUris,
    postLogoutRedirectUris: client.postLogoutRedirectUris ?? redirectUris,
  }
}

function person(sub: string, givenName: string, familyName: string): DevUser {
  return {
    sub,
    name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName,
    email: `${sub}@example.com`,
    email_verified: true,
  }
}
