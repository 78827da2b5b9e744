import type { Claims } from '../session/record.js'
import type { Session } from '../session/state.js'
import type { Readable } from '../session/store.js'

/** A signed-in user, and a `fetch` that may call the API. */
export interface Client<User = Claims> {
  /** Who is signed in, for showing. `get()` for the value now, `subscribe(listener)` for all from now on. */
  readonly session: Readable<Session<User>>
  /**
   * Finishes a login where this page's URL is the answer to one, else restores what is remembered. Call it once, early; more calls get
   * the same promise, until `close()`. Never rejects: what went wrong is in the session. On a server and in a worker nothing happens and the session is `loading`.
   */
  start(options?: StartOptions): Promise<Session<User>>
  /**
   * Leaves for the authorization server (authorization code with PKCE, RFC 6749 section 4.1, RFC 7636). The promise never resolves; it rejects
   * with an `AuthError` where the page cannot leave: `network`, `timeout`, `server-unavailable`, `invalid-response`, `configuration`, `storage`,
   * `login-loop`, `login-abandoned`. The same error is in the session, or in a `login-failed` event where somebody is signed in already: a handler
   * that does not await it, `button.onclick = () => auth.login()`, makes no `unhandledrejection`.
   */
  login(options?: LoginOptions): Promise<never>
  /**
   * Forgets the session here and in all tabs, first and always; then revokes the grant (RFC 7009), then goes through the server's own sign-out
   * where it offers one (OpenID Connect RP-Initiated Logout 1.0), with the ID Token as a hint where there is one and the URL has room for it
   * (4000 characters). Does not reject for a server that cannot be reached; whatever it rejects with is a
   * `warning` event as well, so it need not be awaited.
   */
  logout(options?: LogoutOptions): Promise<void>
  /**
   * An access token that is good now; renews first where it has to. Rejects with `signed-out`; with what renewing fails with, mostly a `retry`
   * error; with `configuration` for a `resource` that is in no `apis`, or that the server gives no token for; with the reason of `signal`.
   */
  accessToken(options?: AccessTokenOptions): Promise<string>
  /**
   * `fetch`, with a token for the `apis` and for nothing else. A 401 makes one renewal and one repeat; `onChallenge` decides what happens
   * when an API wants more than the session has. Every other answer is passed on as it came. Rejects as `fetch` does (`TypeError`), as `accessToken()` does, and with
   * `target-not-allowed` before anything is sent, `signed-out`, `step-up-required`, `body-not-replayable`.
   */
  readonly fetch: typeof fetch
  /** Lets go of timers, listeners and channels, until `start()`. The session stays what it is, and where it is remembered. */
  close(): void
}

export interface StartOptions {
  /**
   * Sign in at once where nobody is signed in, or where the server no longer renews the session that was remembered: not after a sign-out in this tab, not after the server refused (`login-refused`), not after a
   * login whose error has the `recovery` `'fix'`, and not a third time within 30 seconds (`login-loop`). `start()` does not resolve while the page leaves.
   */
  readonly require?: boolean | LoginOptions
}

export interface LoginOptions {
  /** Where to come back to, on this origin, relative to the redirect URI. Default: where the person is. Anything else counts as the redirect URI. */
  readonly returnTo?: string
  /** All that is asked for: in place of the client's `scope`, and of the scopes of its `apis`. */
  readonly scope?: string | readonly string[]
  /** OpenID Connect Core, section 3.1.2.1: `login`, `select_account`, `consent`, `none`, `create`. */
  readonly prompt?: string
  /** Who is expected, an e-mail address for one (`login_hint`). */
  readonly loginHint?: string
  /** How to sign in, the preferred first (`acr_values`). */
  readonly acrValues?: string | readonly string[]
  /** How long ago, in whole seconds from 0 to 2147483647, the person may have signed in at the server; checked against `auth_time`. */
  readonly maxAge?: number
  /** Languages for the server's pages, the preferred first (`ui_locales`). */
  readonly uiLocales?: string | readonly string[]
  /**
   * More parameters for this authorization request. They win over the client's `params`, and the options above win over them; an empty text
   * takes one of the client's away. The same names are refused.
   */
  readonly params?: Readonly<Record<string, string>>
}

export interface LogoutOptions {
  /** `false`: end the session of this app only, in all tabs and with its grant, leave the server's own as it is, and stay on this page. Default: `true`. */
  readonly everywhere?: boolean
}

export interface AccessTokenOptions {
  /** An access token that an API refused: only a newer one will do. */
  readonly rejected?: string
  /** Whose: the `resource` or `audience` of one of the `apis`, or its `url` where it has neither. Default: the token the login brought. */
  readonly resource?: string
  /** Stops the waiting, not a renewal that has been sent. */
  readonly signal?: AbortSignal
}
