/** The `endpoint` of a `network` error that is about a chunk of this library, and not about a server. */
export const ownScript = "rest of this library's script"

/**
 * What went wrong, by what a caller can do differently about it. The value of each key is what
 * `error.details` carries. Text that came from a server has 200 characters at most, no control characters,
 * and never a token, a code, a verifier or a response body.
 */
export interface AuthErrorDetails {
  /**
   * An option, the server's metadata or the client's registration is unusable: a developer has to change
   * something. `error` is the server's, `invalid_scope` for one. `reason` says what is wrong, often as a word
   * with what it is about behind a colon: `other-issuer: https://login.example`. `urls` are those of the
   * server's metadata, where something is wrong with that.
   */
  configuration: {
    readonly option?: string
    readonly reason?: string
    readonly error?: string
    readonly description?: string
    readonly status?: number
    readonly urls?: readonly string[]
  }
  /**
   * No answer could be read: offline, DNS, TLS, a blocked request, or an answer without CORS headers. `urls`
   * as in `invalid-response`.
   */
  network: { readonly endpoint: string; readonly urls?: readonly string[] }
  /** No complete answer within the time limit. `urls` as in `invalid-response`. */
  timeout: { readonly endpoint: string; readonly urls?: readonly string[] }
  /**
   * A hidden frame (`hallpass/silent`) did not come back from the authorization server in time.
   * `localNetworkAccess`: this page is on a host that the browser keeps others from reaching, and this is
   * what its permission says (Local Network Access).
   */
  'silent-unanswered': { readonly timeoutMs: number; readonly localNetworkAccess?: 'prompt' | 'denied' }
  /**
   * HTTP 408, 429 or 5xx. `retryAfterMs` is what the server asked for, where it did and the browser may see
   * it; `error` and `description` are what the answer says, where it is JSON. `urls` as in
   * `invalid-response`.
   */
  'server-unavailable': {
    readonly endpoint: string
    readonly status: number
    readonly retryAfterMs?: number
    readonly error?: string
    readonly description?: string
    readonly urls?: readonly string[]
  }
  /**
   * An answer that is not what the protocol says: HTML (a captive portal), a redirect, too long, a malformed
   * member. `urls` are those that were asked for the server's metadata, where the answer was to that.
   */
  'invalid-response': {
    readonly endpoint: string
    readonly problem: 'redirect' | 'too-long' | 'not-json' | 'malformed'
    readonly status?: number
    readonly reason?: string
    readonly urls?: readonly string[]
  }
  /**
   * The authorization server answered the login with an error (RFC 6749, section 4.1.2.1), `access_denied`
   * for one, that is no `configuration`.
   */
  'login-refused': { readonly error: ServerErrorCode; readonly description?: string }
  /** This page's URL is the answer to no login that can be finished here. */
  'callback-rejected': { readonly reason: CallbackProblem }
  /**
   * The token endpoint refused (RFC 6749, section 5.2). `error` is empty where it gave no reason; `status` is
   * HTTP's.
   */
  'grant-refused': {
    readonly error: ServerErrorCode
    readonly description?: string
    readonly status?: number
  }
  /**
   * The server did not revoke a grant (RFC 7009, section 2.2.1). The sign-out holds in this browser; what was
   * issued may go on working until it ends. `status` is the HTTP status; absent where a server part asked.
   */
  'revocation-refused': { readonly status?: number; readonly error?: string; readonly description?: string }
  /**
   * The ID Token failed a check; `clockOffMs`, of a claim that is a time, is how far this device's clock
   * seems ahead of the server's.
   */
  'id-token-rejected': { readonly claim: string; readonly clockOffMs?: number }
  /** The `user` schema or function refused the claims. */
  'user-rejected': { readonly issues?: readonly string[] }
  /**
   * There is no session, or not the one any more that the call was made in. From a guard of
   * `hallpass/router`: why it did not leave for a login, and the URL that the person wanted, which `login()`
   * takes.
   */
  'signed-out': { readonly noLogin?: NoLoginReason; readonly returnTo?: string }
  /**
   * A guard's `allow` (`hallpass/router`) said no to the person who is signed in. Show that, and a button for
   * another person: `login({ prompt: 'login' })`, or `login({ prompt: 'select_account' })` at Google,
   * Microsoft and GitHub. `login()` alone would sign the same person in again, without a page, since the
   * server still knows them. Where a server ignores both, call `logout()`, which ends its own session, too.
   */
  forbidden: Record<never, never>
  /** This request gets no token; `reason` says why. `url` has no query and no fragment. */
  'target-not-allowed': {
    readonly url: string
    readonly reason: 'not-listed' | 'redirect' | 'no-cors' | 'own-authorization'
  }
  /** The API asks for another try, and the body was a stream that has been read. */
  'body-not-replayable': { readonly url: string; readonly status: number }
  /** The API wants more than this session has; hand `details` to `login()`. */
  'step-up-required': {
    readonly scope?: readonly string[]
    readonly acrValues?: readonly string[]
    readonly maxAge?: number
  }
  /**
   * Nothing can be stored, or read. `area`: `'login'` (a login could not be finished on the way back),
   * `'dpop'`, or the client's `remember`.
   */
  storage: { readonly area: string }
  /**
   * A server asks for a nonce in the proof (RFC 9449, sections 8 and 9), and hides it from this page or
   * refuses the one it gave.
   */
  'dpop-nonce-refused': { readonly url: string; readonly reason: 'hidden' | 'again' }
  /** The browser has lost the key that this session's tokens are bound to. */
  'dpop-key-lost': Record<never, never>
  /** The browser opened no window: it does so while it handles a click or a key, and not later. */
  'popup-blocked': Record<never, never>
  /** The window of the authorization server was closed without an answer. */
  'popup-closed': Record<never, never>
  /**
   * Automatic logins followed each other too quickly and were stopped. `unanswered`: how many of those before
   * had no answer, because the person left the server's page.
   */
  'login-loop': { readonly unanswered?: number }
  /**
   * This page is in a frame, in which authorization servers refuse to be shown: it did not leave for the
   * server's login, or for the server's own sign-out (a warning: the session here has ended).
   */
  framed: { readonly page: 'login' | 'sign-out' }
  /**
   * This page was told to leave for the authorization server, and is still here, or has come back without an
   * answer.
   */
  'login-abandoned': Record<never, never>
}

/**
 * Why an authorization response is refused. `unknown-state`: its `state` belongs to no login that waits here,
 * or its login was finished already (RFC 6749, section 10.12). `expired`: the login began over an hour ago.
 * `malformed`: it has a parameter twice, or both a code and an error, or neither. `wrong-issuer`: its `iss`
 * is another server's (RFC 9207, section 2.4). `missing-issuer`: it has no `iss`, though the server's
 * metadata promises one. `wrong-redirect-uri`: it has no `iss`, and came to another page than the redirect
 * URI of its login (RFC 9700, section 4.4.2). `unsigned`: it is not signed by the server for this client and
 * this login, with the option `signatures: signedResponses()`.
 */
export type CallbackProblem =
  | 'unknown-state'
  | 'expired'
  | 'malformed'
  | 'wrong-issuer'
  | 'missing-issuer'
  | 'wrong-redirect-uri'
  | 'unsigned'

/**
 * Why a guard of `hallpass/router` did not leave for a login. `preload`: the page is only loaded ahead.
 * `logout`: somebody signed out, in this tab or in another one. `left`: the last login in this tab was left
 * without an answer, by Back or Cancel. `refused`: the server or the person refused the last login, or a
 * developer has to change something first. `failed`: this page could not leave; the session has the error.
 * `choice`: there are several providers, and the person has to choose. `ended`: the session ended by itself
 * under a page that the person has used, which leaves only when they click.
 */
export type NoLoginReason = 'preload' | 'logout' | 'left' | 'refused' | 'failed' | 'choice' | 'ended'

/** The `code` of an `AuthError`: the keys of `AuthErrorDetails`. */
export type AuthErrorCode = keyof AuthErrorDetails

/**
 * An error code of the authorization server. An editor suggests those of OAuth 2.0 (RFC 6749, sections
 * 4.1.2.1 and 5.2), resource indicators (RFC 8707, section 2), DPoP (RFC 9449, section 5) and OpenID Connect
 * (Core, section 3.1.2.6). A server may answer with others.
 */
export type ServerErrorCode =
  | 'access_denied'
  | 'account_selection_required'
  | 'consent_required'
  | 'interaction_required'
  | 'invalid_client'
  | 'invalid_dpop_proof'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_target'
  | 'login_required'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'unauthorized_client'
  | 'unmet_authentication_requirements'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'use_dpop_nonce'
  | (string & {})
