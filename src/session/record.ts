import type { EpochMs } from '../clock.js'
import type { AnyAuthError } from '../errors.js'
import { defined, own } from '../own.js'
import type { AccessToken } from '../protocol/grants.js'
import { isShallow } from '../protocol/is-shallow.js'

/**
 * What is known of the person: the claims of the ID Token, or a profile with the same claim names (OpenID
 * Connect Core, section 5.1).
 */
export interface Claims {
  /**
   * The person's identifier at this issuer. Absent where neither an ID Token (is `openid` among the scopes?)
   * nor the `profile` option says who signed in. Every login then counts as another person's.
   */
  readonly sub?: string
  /** The person's full name, in the form in which it is shown. */
  readonly name?: string
  /** The person's given name or names. */
  readonly given_name?: string
  /** The person's family name or names. */
  readonly family_name?: string
  /** The short name that the person wants to be called by. It may change, and need not be unique. */
  readonly preferred_username?: string
  /** The URL of a picture of the person. */
  readonly picture?: string
  /** The person's e-mail address. It may change, and need not be unique: `sub` identifies a person. */
  readonly email?: string
  /** Has the server verified that the e-mail address is the person's? Absent where it does not say. */
  readonly email_verified?: boolean
  /** Any further claim of the ID Token or of the profile. The app has to check its type. */
  readonly [claim: string]: unknown
}

/** Claims with a `sub`, which says whom they are about. */
export type IdentifiedClaims = Claims & { readonly sub: string }

/**
 * Where a session stands in the order of all sessions of this client in this browser. `afterSignOut`, the
 * number of the last sign-out before the login, counts first. Among sessions after the same sign-out the
 * later login is newer, and among records of one login the one that was renewed more often.
 */
export interface RecordOrder {
  readonly afterSignOut: number
  /** When the login was. A random fraction of a millisecond keeps any two logins from being equal. */
  readonly loginAt: EpochMs
  /** How often the tokens of the login have been renewed. */
  readonly renewals: number
}

/** A session as it is stored. It is written whole or not at all. */
export interface SessionRecord extends RecordOrder {
  readonly claims: Claims
  /**
   * Access tokens by their key: `''` for the login's own token, the others by resource indicator (RFC 8707)
   * or audience, by scope, or by both.
   */
  readonly tokens: Readonly<Record<string, StoredToken>>
  /** The scope that the login asked for. The server may have granted less. */
  readonly requestedScope?: string
  /** Can the session get new access tokens without the person? */
  readonly renewable: boolean
  readonly refreshToken?: string
  readonly idToken?: string
  /** The thumbprint of the key that the refresh token is bound to (RFC 9449, section 5). */
  readonly jkt?: string
  /** The session came from a server part's cookie, without a login on this page. */
  readonly fromCookie?: true
  readonly backoff?: Backoff
}

export interface StoredToken extends AccessToken {
  /**
   * This token replaced one that an API had refused. If an API refuses this one as well, another renewal
   * would not help.
   */
  readonly afterRejection?: boolean
}

/**
 * The state after failed renewals: how many failed in a row, the last error, and when the next renewal may be
 * tried. It is stored, so that all tabs wait together.
 */
export interface Backoff {
  readonly failedAt: EpochMs
  /** The earliest time for the next renewal. */
  readonly retryAt: EpochMs
  readonly failures: number
  readonly error: Pick<AnyAuthError, 'code' | 'details'>
  /** The failure concerns this one token; other tokens of the session can be renewed. */
  readonly tokenKey?: string
  /**
   * The server refused the renewal in a way that may or may not mean this grant. The next such answer ends
   * the session, once its token has expired or was refused by an API.
   */
  readonly doubtful?: boolean
}

/** Negative if `a` is older than `b`, positive if it is newer, 0 if they are the same record. */
export function compareRecords(a: RecordOrder, b: RecordOrder): number {
  return a.afterSignOut - b.afterSignOut || a.loginAt - b.loginAt || a.renewals - b.renewals
}

/** Are these two records of the same login, and so of the same grant? */
export function isSameLogin(a: RecordOrder, b: RecordOrder): boolean {
  return a.afterSignOut === b.afterSignOut && a.loginAt === b.loginAt
}

/**
 * Reads a stored value. Other scripts can write to storage, so a value without the right shape is no record.
 */
export function readRecord(stored: unknown): SessionRecord | undefined {
  if (!isObject(stored)) return undefined
  const { afterSignOut, loginAt, renewals, claims, tokens, renewable, ...optional } = own(stored)
  if (![afterSignOut, loginAt, renewals].every(Number.isFinite) || typeof renewable !== 'boolean')
    return undefined
  if (!isObject(claims) || !isShallow(claims)) return undefined
  const { sub } = own(claims)
  if (sub !== undefined && typeof sub !== 'string') return undefined
  if (!isObject(tokens) || !Object.values(tokens).every(isToken)) return undefined
  const { refreshToken, idToken, jkt, backoff, requestedScope, fromCookie } = own(optional)
  return defined<SessionRecord>({
    afterSignOut: afterSignOut as number,
    loginAt: loginAt as EpochMs,
    renewals: renewals as number,
    claims: { ...claims },
    tokens: own(
      Object.fromEntries(Object.entries(tokens).map(([key, token]) => [key, own(token as StoredToken)])),
    ),
    renewable,
    requestedScope: textOf(requestedScope),
    refreshToken: textOf(refreshToken),
    idToken: textOf(idToken),
    jkt: textOf(jkt),
    fromCookie: fromCookie === true || undefined,
    backoff: isBackoff(backoff) ? own(backoff) : undefined,
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isBackoff(value: unknown): value is Backoff {
  return isObject(value) && isObject(value.error) && isObject(value.error.details)
}

function isToken(value: unknown): value is StoredToken {
  return (
    isObject(value) &&
    typeof value.value === 'string' &&
    Array.isArray(value.scope) &&
    Number.isFinite(value.receivedAt) &&
    (value.expiresInMs === undefined || Number.isFinite(value.expiresInMs))
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && !!value && !Array.isArray(value)
}
