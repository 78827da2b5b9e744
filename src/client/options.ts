import type { Effects } from '../effects/effects.js'
import type { AnyAuthError } from '../errors.js'
import type { StepUpChallenge } from '../fetch/call.js'
import type { Api } from '../fetch/targets.js'
import type { Dialect } from '../protocol/dialect.js'
import type { ServerMetadata } from '../protocol/metadata.js'
import type { Scope } from '../protocol/parameters.js'
import type { Signatures } from '../protocol/signatures-option.js'
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
  readonly scope?: Scope | readonly Scope[]
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
  readonly otherUrls?: 'refuse' | 'plain'
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
   * Verifies the signature of each ID Token with the keys of the server: `verifySignatures()`, from
   * `hallpass/signatures`; or that of the answer to a login as well: `signedResponses()`. Default: an ID
   * Token is believed because it comes from the token endpoint over TLS (OpenID Connect Core, section
   * 3.1.3.7).
   */
  readonly signatures?: Signatures
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
   * contains a token. Without this option, a warning with the code `configuration` is written to the console.
   */
  readonly onEvent?: (event: ClientEvent<User>) => void
  /**
   * The time limit for one whole answer of the authorization server, in milliseconds, from 1 to 2147483647.
   * Default: 10 000.
   */
  readonly timeoutMs?: number
  /**
   * Replaces the clock, the network, storage or the page, for tests. The published types have no such option:
   * `hallpass/testing` sets it.
   *
   * @internal
   */
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
  | { readonly type: 'warning'; readonly error: AnyAuthError }

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

/** What `validate` of a Standard Schema returns: the user, or what is wrong with the claims. */
export type SchemaResult<User> =
  | { readonly value: User; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] }
