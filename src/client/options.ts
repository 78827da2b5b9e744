import { checkNumber } from '../check-number.js'
import type { Effects } from '../effects/effects.js'
import { AuthError } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import { type Api, asApi, readTargets } from '../fetch/targets.js'
import { own } from '../own.js'
import type { Dialect } from '../protocol/dialect.js'
import type { ServerMetadata } from '../protocol/metadata.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { words } from '../protocol/words.js'
import type { Claims, IdentifiedClaims } from '../session/record.js'
import type { Remember } from '../session/record-store.js'
import type { SessionEvent } from '../session/state.js'
import type { Dpop } from './dpop-option.js'
import type { ReturnedLogin } from './login-memory.js'

/**
 * The options of `createClient`. They are checked once: an option that cannot work makes `createClient` throw
 * `configuration`.
 */
export interface ClientOptions<User = Claims> {
  /**
   * The authorization server: its issuer URL, exactly as its metadata has it; or the metadata itself. The
   * metadata of an issuer URL is discovered on first use (OpenID Connect Discovery, then RFC 8414) and cached
   * for a day.
   */
  readonly issuer: string | ServerMetadata
  /**
   * This app's client id at the authorization server. There is no client secret, since a browser cannot keep
   * one.
   */
  readonly clientId: string
  /**
   * Where the authorization server sends people back to: a URL on this origin, registered at the server.
   * Default: the document's base URL without query and fragment.
   */
  readonly redirectUri?: string
  /**
   * The scopes that a login asks for. Default: `openid`. Add `offline_access` where the server requires it
   * for a refresh token.
   */
  readonly scope?: string | readonly string[]
  /** Where access tokens may be sent: origins, or origins with a path. Default: nowhere. */
  readonly apis?: readonly (string | Api)[]
  /**
   * Decides what happens when an API wants more than this session has: a scope (RFC 6750, section 3.1), or
   * another or a newer login (RFC 9470). Called once for all calls that wait for the same challenge.
   * `'redirect'` leaves for the authorization server, as `login()` does; `'popup'` signs in in a window of
   * its own and then sends the call again; `'reject'`, the default, rejects the call with `step-up-required`,
   * whose `details` can be passed to `login()` as they are. The login asks for everything that the session
   * has, and for what the API wants.
   */
  readonly onChallenge?: (challenge: StepUpChallenge) => StepUpDecision | Promise<StepUpDecision>
  /**
   * What `fetch` does with a URL that is in no `apis`: `'refuse'` rejects with `target-not-allowed`,
   * `'plain'` sends the request without a token. Default: `'refuse'`.
   */
  readonly elsewhere?: 'refuse' | 'plain'
  /**
   * How long the session is remembered: `'page'` until a reload, `'tab'` through reloads of the tab,
   * `'browser'` through a restart of the browser, shared by all tabs. Default: `'tab'`. Script that runs in
   * the page can reach the tokens in all three cases (RFC 10017, section 5).
   */
  readonly remember?: Remember
  /**
   * Makes the app's user of the claims: any Standard Schema (zod, valibot, arktype), or a function. Default:
   * the claims as they are.
   */
  readonly user?: UserSchema<User> | ((claims: Claims) => User)
  /**
   * Further parameters for each authorization request: `audience`, `prompt`, `login_hint`. The `params` of a
   * `login()`, and its options like `prompt`, win over them. With a `server` part they are sent to it, and
   * its `pageParams` decide which further ones it takes. Parameters that the library sets itself are refused
   * with `configuration` (`client_id`, `redirect_uri`, `response_type`, `scope`, `state`, `nonce`,
   * `code_challenge`, …). `max_age` is checked in the ID Token, as the option `maxAge` is (OpenID Connect
   * Core, section 3.1.2.1).
   */
  readonly params?: Readonly<Record<string, string>>
  /**
   * Tells who the person is, for a server whose ID Token does not. Called once after each login. The claims
   * that it returns are added to those of the ID Token, and are refused where they are about another person
   * (OpenID Connect Core, section 5.3.2).
   */
  readonly profile?: (login: ProfileLogin) => IdentifiedClaims | Promise<IdentifiedClaims>
  /** What the server does otherwise than RFC 6749 says. A preset of `hallpass/providers` sets it. */
  readonly dialect?: Dialect
  /**
   * Where a server part (`hallpass/server`) serves this provider: `/oauth/github`. The server part signs
   * people in and keeps what renews the session; with `mode: 'exchange'` it only adds the client secret to
   * this page's own code exchange.
   */
  readonly server?: string | ServerPartOption
  /** Binds tokens to a key that cannot leave this browser (RFC 9449): `dpop()`, from `hallpass/dpop`. */
  readonly dpop?: Dpop
  /**
   * Sends the parameters of a login to the server in a request of its own, and not in a URL (RFC 9126).
   * Default: where the server's metadata requires it.
   */
  readonly pushed?: boolean
  /**
   * Where the server sends people after it has ended its own session; registered at the server. Default: the
   * redirect URI.
   */
  readonly postLogoutRedirectUri?: string
  /**
   * For an app whose router has started already: called after a login with the whole URL, on this origin,
   * where the person was. Without it that URL is put into the address bar (`history.replaceState`) before
   * `start()` first waits. The second argument is what `returnedLogin()` returns. `start()` takes this
   * option, too.
   */
  readonly onReturn?: (url: string, login: ReturnedLogin) => void
  /**
   * Called with everything that happens to the session, and with errors that did not end it. An event never
   * contains a token.
   */
  readonly onEvent?: (event: ClientEvent<User>) => void
  /**
   * The time limit for one whole answer of the authorization server, in milliseconds, from 1 to 2147483647.
   * Default: 10 000.
   */
  readonly timeoutMs?: number
  /** Replaces the clock, the network, storage or the page: for tests, and for hosts other than a browser. */
  readonly effects?: Partial<Effects>
}

/** Where a server part serves a provider, and what it does there. */
export interface ServerPartOption {
  /** The URL of the provider at the server part, absolute or relative to this page's URL: `/oauth/github`. */
  readonly url: string
  /**
   * `'exchange'`: this page signs people in itself and keeps the tokens, and sends what is for the token
   * endpoint to the server part, which adds the client secret. Default: the server part signs people in and
   * keeps what renews the session.
   */
  readonly mode?: 'exchange'
}

/** What to do when an API wants more than the session has. */
export type StepUpDecision = 'redirect' | 'popup' | 'reject'

/** What the option `profile` is called with. */
export interface ProfileLogin {
  /**
   * The access token of this login. `fetchJson` sends it, with a DPoP proof where the token is bound to a
   * key.
   */
  readonly accessToken: string
  /** The claims of the ID Token, where there is one. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** The metadata of the authorization server (RFC 8414, section 2). */
  readonly server: ServerMetadata
  /**
   * Sends a GET, or the request that `init` describes, with the access token, within `timeoutMs`. Rejects for
   * every answer that is not a 2xx with JSON.
   */
  readonly fetchJson: (url: string, init?: RequestInit) => Promise<unknown>
}

/** What `onEvent` is called with: an event of the session, or a warning. */
export type ClientEvent<User> =
  | SessionEvent<User>
  /** The session did not end, and something is wrong: storage refuses, or a revocation failed. */
  | { readonly type: 'warning'; readonly error: AuthError }

/** The part of the Standard Schema interface (standardschema.dev) that is used here. */
export interface UserSchema<User> {
  /**
   * The schema's own description (Standard Schema, version 1). `validate` is called with a frozen copy of the
   * claims and returns the user. Where it returns `issues`, or throws, the claims are refused with
   * `user-rejected`.
   */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<User> | Promise<SchemaResult<User>>
    readonly types?: { readonly input: unknown; readonly output: User } | undefined
  }
}

export type SchemaResult<User> =
  | { readonly value: User; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] }

export interface Settings<User> extends ClientOptions<User> {
  readonly issuerName: string
  /** The scopes that a login asks for: those of this client and of its APIs. */
  readonly scopeText: string
  readonly apis: readonly (string | Api)[]
  readonly remember: Remember
  readonly timeoutMs: number
}

const known: Readonly<Record<keyof ClientOptions, 1>> = {
  issuer: 1,
  clientId: 1,
  redirectUri: 1,
  scope: 1,
  apis: 1,
  onChallenge: 1,
  elsewhere: 1,
  remember: 1,
  user: 1,
  params: 1,
  profile: 1,
  dialect: 1,
  server: 1,
  dpop: 1,
  pushed: 1,
  postLogoutRedirectUri: 1,
  onReturn: 1,
  onEvent: 1,
  timeoutMs: 1,
  effects: 1,
}

export function checkOptions<User>(given: ClientOptions<User>): Settings<User> {
  const options = own(given)
  const { clientId, scope = 'openid', apis = [], remember = 'tab', timeoutMs = 10_000 } = options
  const issuer = typeof options.issuer === 'object' ? own(options.issuer) : options.issuer
  for (const name of Object.keys(options)) {
    if (/secret/i.test(name))
      throw wrong(name, 'a page can keep no secret: register a public client and leave it out')
    if (!Object.hasOwn(known, name))
      throw wrong(name, `there is no such option; there are ${Object.keys(known).join(', ')}`)
  }
  const issuerName = typeof issuer === 'string' ? issuer : (issuer?.issuer ?? '')
  if (!isSecureUrl(issuerName) || new URL(issuerName).search) throw wrong('issuer', urlNeeded)
  if (typeof clientId !== 'string' || !clientId)
    throw wrong('clientId', 'write the id that the server gave this app')
  for (const name of ['redirectUri', 'postLogoutRedirectUri'] as const) {
    if (options[name] !== undefined && !isSecureUrl(options[name])) throw wrong(name, urlNeeded)
  }
  if (!['page', 'tab', 'browser'].includes(remember))
    throw wrong('remember', "write 'page', 'tab' or 'browser'")
  if (options.dpop && !own(options.dpop).createProver)
    throw wrong('dpop', "write dpop(), from 'hallpass/dpop'")
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  if (!Array.isArray(apis)) throw wrong('apis', "write a list: ['https://api.example.com']")
  // The APIs are checked now, and read again once there is a page, whose origin a path alone belongs to.
  readTargets(apis, 'https://page.invalid')
  checkParameters(options.params)
  const { server, dialect, dpop, effects } = options
  return own<Settings<User>>({
    ...options,
    issuer,
    ...(typeof server === 'object' && { server: own(server) }),
    ...(dialect && { dialect: own(dialect) }),
    ...(dpop && { dpop: own(dpop) }),
    ...(effects && { effects: own(effects) }),
    issuerName,
    scopeText: words(scope, ...apis.map((api) => asApi(api).scope)),
    apis,
    remember,
    timeoutMs,
  })
}

const urlNeeded =
  "write an absolute https: URL without query or fragment, 'https://login.example.com' (http: on localhost only)"

const reserved =
  /^(response_(type|mode)|client_id|client_secret|redirect_uri|scope|state|nonce|code_challenge(_method)?|request(_uri)?|dpop_jkt)$/

/** Refuses parameters that would weaken the login or contradict an option. */
export function checkParameters(parameters: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (reserved.test(name)) throw wrong('params', `${name} is the library's to set; leave it out`)
    // The ID Token is checked against `max_age`, so this page and the server have to read the same number.
    if (typeof value !== 'string' || (name === 'max_age' && !/^\d{0,9}$/.test(value)))
      throw wrong('params', `${name} is no string, or no number of seconds in one`)
  }
}

/** OpenID Connect Core 1.0, section 3.1.2.1: a whole number of seconds. */
export function checkMaxAge(maxAge: number | undefined): void {
  if (maxAge !== undefined)
    checkNumber('maxAge', Number.isInteger(maxAge) ? maxAge : Number.NaN, 'whole seconds', 0)
}

function wrong(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
