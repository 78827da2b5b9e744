import type { EpochMs } from '../clock.js'
import type { AnyAuthError } from '../errors.js'
import { own } from '../own.js'
import type { AccessToken } from '../protocol/grants.js'
import { isShallow } from '../protocol/shallow.js'

/** What is known of the person: the ID Token's claims, or a profile in their terms (OpenID Connect Core, section 5.1). */
export interface Claims {
  /**
   * The person at this issuer. Absent where nobody says who signed in: the server issued no ID Token (is `openid` among the scopes?), and there
   * is no `profile` option. Then every login counts as another person's.
   */
  readonly sub?: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly preferred_username?: string
  readonly picture?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly [claim: string]: unknown
}

/** Claims that say whom they are about. */
export type IdentifiedClaims = Claims & { readonly sub: string }

/**
 * Where a session stands in the order of all sessions of this client in this browser. A sign-out starts a new age: `afterSignOut` is the
 * number of the last sign-out before the login. Within one age the later login is newer, and of one login the record that was
 * renewed more often.
 */
export interface RecordOrder {
  readonly afterSignOut: number
  /** When the login was, with a fraction of a millisecond by chance, so that no two logins are the same. */
  readonly loginAt: EpochMs
  /** How often its tokens were renewed since. */
  readonly renewals: number
}

/** A session as it is stored: written whole or not at all. */
export interface SessionRecord extends RecordOrder {
  readonly claims: Claims
  /** Access tokens by their key: `''` for the one that the login brought, the others by resource indicator (RFC 8707), scope, or both. */
  readonly tokens: Readonly<Record<string, StoredToken>>
  /** What the login asked for. The server may have granted less. */
  readonly requestedScope?: string
  /** Can new access tokens be had without the person? */
  readonly renewable: boolean
  readonly refreshToken?: string
  readonly idToken?: string
  /** The thumbprint of the key that the refresh token is bound to (RFC 9449, section 5). */
  readonly jkt?: string
  /** Nobody signed in on this page for it: a server part's cookie brought it. */
  readonly restored?: true
  readonly backoff?: Backoff
}

export interface StoredToken extends AccessToken {
  /** It replaced a token that an API had refused. If an API refuses this one as well, a further renewal would not help. */
  readonly afterRejection?: boolean
}

/** After a failed renewal: how many failed in a row, why, and when the next may be tried. Stored, so that all tabs wait together. */
export interface Backoff {
  readonly at: EpochMs
  readonly until: EpochMs
  readonly failures: number
  readonly error: Pick<AnyAuthError, 'code' | 'message' | 'details'>
  /** It concerns this one token; other tokens of the session can be renewed. */
  readonly tokenKey?: string
  /** The server said no in a way that may or may not mean this grant. At the next such answer the session ends. */
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

/** Whose session it is, for comparing. Without an identity nobody can say that the person of another login is the same. */
export function ownerOf({ claims, loginAt }: SessionRecord): string {
  return claims.sub ?? `whoever signed in at ${loginAt}`
}

/** Storage can be written by others: a value without the right shape is no record. */
export function readRecord(stored: unknown): SessionRecord | undefined {
  if (!isObject(stored)) return undefined
  const { afterSignOut, loginAt, renewals, claims, tokens, renewable, ...optional } = own(stored)
  if (![afterSignOut, loginAt, renewals].every(Number.isFinite) || typeof renewable !== 'boolean') return undefined
  if (!isObject(claims) || !isShallow(claims)) return undefined
  const { sub } = own(claims)
  if (sub !== undefined && typeof sub !== 'string') return undefined
  if (!isObject(tokens) || !Object.values(tokens).every(isToken)) return undefined
  const { refreshToken, idToken, jkt, backoff, requestedScope, restored } = own(optional)
  return own<SessionRecord>({
    afterSignOut: afterSignOut as number,
    loginAt: loginAt as EpochMs,
    renewals: renewals as number,
    claims: { ...claims },
    tokens: own(Object.fromEntries(Object.entries(tokens).map(([key, token]) => [key, own(token as StoredToken)]))),
    renewable,
    ...(typeof requestedScope === 'string' && { requestedScope }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
    ...(typeof idToken === 'string' && { idToken }),
    ...(typeof jkt === 'string' && { jkt }),
    ...(restored === true && { restored }),
    ...(isBackoff(backoff) && { backoff: own(backoff) }),
  })
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
