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

/** What `createClient` takes. Checked once; whatever cannot work is a `configuration` error there and then. */
export interface ClientOptions<User = Claims> {
  /**
   * The authorization server: its issuer URL, exactly as its metadata has it, which is discovered on first use (OpenID Connect
   * Discovery, then RFC 8414) and cached; or the metadata itself.
   */
  readonly issuer: string | ServerMetadata
  /** This app's name at the authorization server. There is no secret: a browser cannot keep one. */
  readonly clientId: string
  /**
   * Where the authorization server sends people back to; registered there, on this origin. Default: the document's base URL without query and hash.
   */
  readonly redirectUri?: string
  /** Default: `openid`. Add `offline_access` where the server wants it for a refresh token. */
  readonly scope?: string | readonly string[]
  /** Where tokens may go: origins, or origins with a path. Default: nowhere. */
  readonly apis?: readonly (string | Api)[]
  /**
   * An API wants more than this session has: a scope (RFC 6750, section 3.1), or another or a newer login (RFC 9470). Asked once
   * for all calls that wait for the same. `'redirect'` leaves for the authorization server, as `login()` does; `'popup'` asks in a window of its own and
   * then sends the call again; `'reject'`, the default, rejects the call with `step-up-required`, whose `details` can be
   * handed to `login()` as they are. The login asks for everything the session has, and for what the API wants.
   */
  readonly onChallenge?: (challenge: StepUpChallenge) => StepUpDecision | Promise<StepUpDecision>
  /** What happens when `fetch` is called for another URL. Default: `'refuse'`; `'plain'` sends it without a token. */
  readonly elsewhere?: 'refuse' | 'plain'
  /**
   * What the session survives: `'page'` nothing, `'tab'` a reload, `'browser'` a restart, shared by all tabs. Default: `'tab'`.
   * Script that runs in the page can reach the tokens in all three (RFC 10017, section 5).
   */
  readonly remember?: Remember
  /** Makes your user of the claims: any Standard Schema (zod, valibot, arktype), or a function. Default: the claims as they are. */
  readonly user?: UserSchema<User> | ((claims: Claims) => User)
  /**
   * More parameters for each authorization request: `audience`, `prompt`, `login_hint`. What a `login()` says itself, in its own `params` or
   * in an option like `prompt`, wins over them. With a `server` part they go to it, and its `pageParams` decide which more it takes. Refused
   * with `configuration`: what the library sets itself (`client_id`, `redirect_uri`, `response_type`, `scope`, `state`, `nonce`, `code_challenge`, …).
   * `max_age` is checked in the ID Token, as the option `maxAge` is (OpenID Connect Core, section 3.1.2.1).
   */
  readonly params?: Readonly<Record<string, string>>
  /**
   * Who the person is, for a server whose ID Token does not say it: called once after a login. What it returns is added to the ID
   * Token's claims; about another person than those it is refused (OpenID Connect Core, section 5.3.2).
   */
  readonly profile?: (login: ProfileLogin) => IdentifiedClaims | Promise<IdentifiedClaims>
  /** What the server does otherwise than RFC 6749 has it. A preset of `hallpass/providers` brings it along. */
  readonly dialect?: Dialect
  /**
   * Where a server part (`hallpass/server`) has this provider: `/oauth/github`. It signs people in and keeps what renews the session; or, with
   * `mode: 'exchange'`, only adds the secret to this page's own code exchange.
   */
  readonly server?: string | ServerPartOption
  /** Binds tokens to a key that cannot leave this browser (RFC 9449): `dpop()`, from `hallpass/dpop`. */
  readonly dpop?: Dpop
  /**
   * Tells the server of a login in a request of its own, and not in a URL (RFC 9126). Default: where its metadata requires it.
   */
  readonly pushed?: boolean
  /**
   * Where the server sends people after it has ended its own session; registered there. Default: the redirect URI.
   */
  readonly postLogoutRedirectUri?: string
  /**
   * For a router that has started already: called after a login with the whole URL, on this origin, where the person was. Without
   * it the address bar is set (`history.replaceState`) before `start()` first waits.
   */
  readonly onReturn?: (url: string) => void
  /** Told of everything that happens to the session, and of what went wrong without ending it. Never sees a token. */
  readonly onEvent?: (event: ClientEvent<User>) => void
  /** For one whole answer of the authorization server, in milliseconds, from 1 to 2147483647. Default: 10 000. */
  readonly timeoutMs?: number
  /** Replaces the world, or parts of it: for tests and for other hosts than a browser. */
  readonly effects?: Partial<Effects>
}

export interface ServerPartOption {
  readonly url: string
  readonly mode?: 'exchange'
}

/** What to do when an API wants more than the session has. */
export type StepUpDecision = 'redirect' | 'popup' | 'reject'

/** What `profile` gets. */
export interface ProfileLogin {
  readonly accessToken: string
  /** The ID Token's, where there is one. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  readonly server: ServerMetadata
  /** GET, or what `init` says, with the access token; within `timeoutMs`. Rejects for anything but a 2xx with JSON. */
  readonly fetchJson: (url: string, init?: RequestInit) => Promise<unknown>
}

export type ClientEvent<User> =
  | SessionEvent<User>
  /** Nothing ended, and something is not as it should be: storage that refuses, a revocation that failed. */
  | { readonly type: 'warning'; readonly error: AuthError }

/** The part of the Standard Schema interface (standardschema.dev) that is used here. */
export interface UserSchema<User> {
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
  /** What a login asks for: this client's scope, and those of its APIs. */
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
    if (/secret/i.test(name)) throw wrong(name, 'a page can keep no secret: register a public client and leave it out')
    if (!Object.hasOwn(known, name))
      throw wrong(name, `there is no such option; there are ${Object.keys(known).join(', ')}`)
  }
  const issuerName = typeof issuer === 'string' ? issuer : (issuer?.issuer ?? '')
  if (!isSecureUrl(issuerName) || new URL(issuerName).search) throw wrong('issuer', urlNeeded)
  if (typeof clientId !== 'string' || !clientId) throw wrong('clientId', 'write the id that the server gave this app')
  for (const name of ['redirectUri', 'postLogoutRedirectUri'] as const) {
    if (options[name] !== undefined && !isSecureUrl(options[name])) throw wrong(name, urlNeeded)
  }
  if (!['page', 'tab', 'browser'].includes(remember)) throw wrong('remember', "write 'page', 'tab' or 'browser'")
  if (options.dpop && !own(options.dpop).createProver) throw wrong('dpop', "write dpop(), from 'hallpass/dpop'")
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  if (!Array.isArray(apis)) throw wrong('apis', "write a list: ['https://api.example.com']")
  // Checked now, and read again when there is a page, whose origin a path alone belongs to.
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
    // An ID Token is checked against max_age, so it has to mean the same here and at the server.
    if (typeof value !== 'string' || (name === 'max_age' && !/^\d{0,9}$/.test(value)))
      throw wrong('params', `${name} is no string, or no number of seconds in one`)
  }
}

/** OpenID Connect Core 1.0, section 3.1.2.1: a whole number of seconds. */
export function checkMaxAge(maxAge: number | undefined): void {
  if (maxAge !== undefined) checkNumber('maxAge', Number.isInteger(maxAge) ? maxAge : Number.NaN, 'whole seconds', 0)
}

function wrong(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
