import type { EpochMs } from '../clock.js'
import type { AnyAuthError } from '../errors.js'

/**
 * Why nobody is signed in. `never`: nobody signed in, or a login was abandoned. `logout`: somebody signed out
 * on this page. `other-tab`: somebody signed out in another tab. `expired`: the session ended by itself, as
 * this page or another tab found out: it could not be renewed, or is stored no more. `revoked`: the server
 * ended the grant before its time. `failed`: a login or a session failed with `error`.
 */
export type SignedOutReason = 'never' | 'logout' | 'other-tab' | 'expired' | 'revoked' | 'failed'

/** What a page shows of who is signed in. It never holds a token. */
export type Session<User> =
  | { readonly status: 'loading' }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason; readonly error?: AnyAuthError }
  | { readonly status: 'signing-in'; readonly via: 'redirect' | 'popup' }
  | SignedIn<User>

/** The session while somebody is signed in. */
export interface SignedIn<User> {
  /** Tells this member of the union `Session` from the others. */
  readonly status: 'signed-in'
  /**
   * The person who is signed in: what the option `user` made of the claims, or the claims themselves without
   * that option.
   */
  readonly user: User
  /**
   * The scope of the current access token, which may be less than what was asked for: empty where the server
   * answered with an empty scope. A server that names no scope has granted what was asked for (RFC 6749,
   * section 5.1).
   */
  readonly scope: readonly string[]
  /** When the current access token expires; it is renewed before. Absent where the server does not say. */
  readonly expiresAt?: EpochMs
  /**
   * When the session itself ends, unless it is renewed before: the person then has to sign in again. Absent
   * where the server does not say.
   */
  readonly endsAt?: EpochMs
  /** The error of the last renewal, while renewing fails. The session goes on. */
  readonly trouble?: AnyAuthError
}

/** Everything that can happen to a session. The events are also the trace that logs and devtools read. */
export type SessionEvent<User> =
  | { readonly type: 'restored'; readonly session: SignedIn<User> }
  | { readonly type: 'login-started'; readonly via: 'redirect' | 'popup' }
  | { readonly type: 'login-abandoned' }
  | { readonly type: 'login-failed'; readonly error: AnyAuthError }
  | {
      readonly type: 'tokens-arrived'
      readonly from: 'login' | 'renewal' | 'other-tab'
      readonly session: SignedIn<User>
    }
  | { readonly type: 'renewal-failed'; readonly error: AnyAuthError }
  | { readonly type: 'ended'; readonly reason: SignedOutReason; readonly error?: AnyAuthError }
  /** At its start the page found no session, so no session has ended. */
  | { readonly type: 'nobody-signed-in'; readonly reason: 'never' | 'failed'; readonly error?: AnyAuthError }

/** The one place where a session changes. Returns the same object where the event changes nothing. */
export function nextSession<User>(now: Session<User>, event: SessionEvent<User>): Session<User> {
  switch (event.type) {
    case 'restored':
    case 'tokens-arrived':
      return event.session
    case 'login-started':
      // A signed-in person who steps up stays signed in until the new tokens are there.
      return now.status === 'signed-in' ? now : { status: 'signing-in', via: event.via }
    case 'login-abandoned':
      return now.status === 'signing-in' ? { status: 'signed-out', reason: 'never' } : now
    case 'login-failed':
      // Somebody who is signed in and could not step up is still signed in.
      return now.status === 'signed-in' ? now : { status: 'signed-out', reason: 'failed', error: event.error }
    case 'renewal-failed':
      return now.status === 'signed-in' ? { ...now, trouble: event.error } : now
    case 'nobody-signed-in':
    case 'ended':
      return { status: 'signed-out', reason: event.reason, ...(event.error && { error: event.error }) }
  }
}
