import type { Prompt, Scope } from '../protocol/parameters.js'
import type { Claims } from '../session/record.js'
import type { Session } from '../session/state.js'
import type { Readable } from '../session/store.js'
import type { ReturnedLogin } from './login-memory.js'

/** A signed-in user, and a `fetch` that may call the API. */
export interface Client<User = Claims> {
  /**
   * Who is signed in, for showing. `get()` returns the session now; `subscribe(listener)` calls the listener
   * now and after each change.
   */
  readonly session: Readable<Session<User>>
  /**
   * Finishes a login where this page's URL is the answer to one; otherwise restores the remembered session.
   * Call it once, early. Further calls return the same promise, until `close()`. Never rejects: an error is
   * in the session. On a server and in a worker it does nothing, and the session stays `loading`.
   */
  start(options?: StartOptions): Promise<Session<User>>
  /**
   * Leaves for the authorization server (authorization code with PKCE: RFC 6749, section 4.1; RFC 7636). The
   * promise never resolves. It rejects with an `AuthError` where the page cannot leave: `network`, `timeout`,
   * `server-unavailable`, `invalid-response`, `configuration`, `storage`, `framed`, `login-loop`,
   * `login-abandoned`. The same error is in the session, or in a `login-failed` event where somebody is
   * signed in already. So a handler need not await the promise: `button.onclick = () => auth.login()` causes
   * no `unhandledrejection`.
   */
  login(options?: LoginOptions): Promise<never>
  /**
   * Forgets the session here and in all tabs, always and before anything else. Then it revokes the grant (RFC
   * 7009), and then it leaves for the server's own sign-out, where the server offers one (OpenID Connect
   * RP-Initiated Logout 1.0). The ID Token is sent as a hint, where there is one and the URL has room for it
   * (4000 characters). A server that cannot be reached does not make it reject. Whatever it rejects with is a
   * `warning` event as well, so it need not be awaited.
   */
  logout(options?: LogoutOptions): Promise<void>
  /**
   * Resolves to an access token that is good now, renewed first where necessary. Rejects with `signed-out`;
   * with the error of a failed renewal, whose `recovery` is mostly `retry`; with `configuration` for a
   * `resource` that is in no `apis`, or that the server issues no token for; with the reason of `signal`.
   */
  accessToken(options?: AccessTokenOptions): Promise<string>
  /**
   * `fetch`, with an access token for the `apis` and for no other URL. A 401 causes one renewal and one
   * repeat. `onChallenge` decides what happens when an API wants more than the session has. Every other
   * answer is passed on as it came. Rejects as `fetch` does (`TypeError`), as `accessToken()` does, with
   * `target-not-allowed` before anything is sent, and with `signed-out`, `step-up-required` or
   * `body-not-replayable`.
   */
  readonly fetch: typeof fetch
  /**
   * Releases timers, listeners and channels, until the next `start()`. The session stays as it is, and stays
   * remembered.
   */
  close(): void
}

/** The options of `start()`. */
export interface StartOptions {
  /**
   * Signs in at once where nobody is signed in, or where the server no longer renews the remembered session.
   * It does not sign in after a sign-out in this tab, after the server refused (`login-refused`), after a
   * login whose error has the `recovery` `'fix'`, or a third time within 30 seconds (`login-loop`). `start()`
   * does not resolve while the page leaves. Default: `false`.
   */
  readonly require?: boolean | LoginOptions
  /**
   * As the client's option `onReturn`, which it replaces. It may be given at any time, also in a later call
   * of `start()`: a login that has succeeded by then is told at once. So a router that needs the client can
   * be made after the client.
   */
  readonly onReturn?: (url: string, login: ReturnedLogin) => void
}

/** The options of `login()`: what to ask the authorization server for, and where to come back to. */
export interface LoginOptions {
  /**
   * Where to come back to: a URL on this origin, relative to the redirect URI. Default: the URL of this page.
   * Any other value counts as the redirect URI.
   */
  readonly returnTo?: string
  /**
   * Anything of the app's own that JSON can hold, such as the step of a form. It is kept in this tab, is not
   * sent to the server, and comes back with `returnedLogin()` and `onReturn`.
   */
  readonly state?: unknown
  /**
   * All scopes that this login asks for, in place of the client's `scope` and of the scopes of its `apis`.
   * Default: these.
   */
  readonly scope?: Scope | readonly Scope[]
  /**
   * What the server has to ask the person (OpenID Connect Core, section 3.1.2.1). Several values are
   * separated by spaces: `'login consent'`. Default: what the server needs to ask.
   */
  readonly prompt?: Prompt
  /** Who is expected to sign in, for example an e-mail address (`login_hint`). */
  readonly loginHint?: string
  /** The authentication context classes to sign in with, the preferred first (`acr_values`). */
  readonly acrValues?: string | readonly string[]
  /**
   * The longest time since the person last signed in at the server, in whole seconds from 0 to 2147483647
   * (`max_age`). It is checked against the ID Token's `auth_time`.
   */
  readonly maxAge?: number
  /** Languages for the server's pages, the preferred first (`ui_locales`). */
  readonly uiLocales?: string | readonly string[]
  /**
   * Further parameters for this authorization request. They win over the client's `params`, and the options
   * above win over them. An empty string removes a parameter of the client. The names that the client's
   * `params` refuse are refused here, too.
   */
  readonly params?: Readonly<Record<string, string>>
}

/** The options of `logout()`. */
export interface LogoutOptions {
  /**
   * `false` ends the session of this app only, in all tabs and together with its grant, leaves the server's
   * own session as it is, and stays on this page. Default: `true`.
   */
  readonly everywhere?: boolean
}

/** The options of `accessToken()`. */
export interface AccessTokenOptions {
  /** An access token that an API refused, so that it is renewed first. */
  readonly rejected?: string
  /**
   * Which API the token is for: the `resource` or `audience` of one of the `apis`, or its `url` where it has
   * neither. Default: the token that the login brought.
   */
  readonly resource?: string
  /**
   * A token with these scopes only, of those that the session has (RFC 6749, section 6): for an API that
   * should get no more than it needs. It is a token of its own, and is renewed by itself. Needs a refresh
   * token, and a server that gives narrower tokens; a scope that was not granted is refused with
   * `configuration`. Default: what the login or the API's `scope` brought.
   */
  readonly scope?: string | readonly string[]
  /** Stops the wait, but not a renewal that was sent already. */
  readonly signal?: AbortSignal
}
