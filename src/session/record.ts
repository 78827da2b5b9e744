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

/** A session at rest. Written whole or not at all. */
export interface SessionRecord {
  /** Another one after each change of tokens, so that a late writer can tell that it is late. */
  readonly revision: string
  readonly claims: Claims
  /** `''` is the access token the login brought; others by what is theirs: a resource indicator (RFC 8707), a scope, or both. */
  readonly tokens: Readonly<Record<string, StoredToken>>
  /** By the login. A server may grant less, and say so for the one API that the answer is about. */
  readonly requestedScope?: string
  readonly renewable: boolean
  readonly refreshToken?: string
  readonly idToken?: string
  /** The key that renews it has to be shown with (RFC 9449, section 5): its thumbprint. */
  readonly jkt?: string
  /** When the login was. 0: it was not here. */
  readonly since: EpochMs
  /** The sign-out in this browser that came before it. After a later one, this is nobody's session any more. */
  readonly after: number
  readonly pause?: Pause
}

export interface StoredToken extends AccessToken {
  /** It was fetched because an API refused the one before; should an API refuse this one, too, another would not help. */
  readonly afterRejection?: boolean
}

/** After a renewal that failed: how often, why, and when to try again. Shared, so that twenty tabs do not each find out. */
export interface Pause {
  readonly at: EpochMs
  readonly until: EpochMs
  readonly tries: number
  readonly error: Pick<AnyAuthError, 'code' | 'message' | 'details'>
  /** Of one token only: the others can be had. */
  readonly resource?: string
  /** The server has said no in a way that may or may not mean this grant. Once more, and the session ends. */
  readonly doubtful?: boolean
}

/** Storage is read as a stranger's: what has not the right shape is nothing. */
export function readRecord(stored: unknown): SessionRecord | undefined {
  if (!isObject(stored)) return undefined
  const value = own(stored)
  const { revision, claims, tokens, renewable, since, after, refreshToken, idToken, jkt, pause, requestedScope } = value
  if (typeof revision !== 'string' || typeof renewable !== 'boolean' || !isObject(tokens)) return undefined
  if (!Number.isFinite(since) || !Number.isFinite(after)) return undefined
  if (!isObject(claims) || !isShallow(claims) || !Object.values(tokens).every(isToken)) return undefined
  const { sub, ...others } = own(claims)
  if (sub !== undefined && typeof sub !== 'string') return undefined
  return own<SessionRecord>({
    revision,
    // Version 0.1 stored an empty `sub` where nobody says who signed in.
    claims: { ...(sub && { sub }), ...others },
    tokens: own(Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, own(token as StoredToken)]))),
    renewable,
    since: since as EpochMs,
    after: after as number,
    ...(typeof requestedScope === 'string' && { requestedScope }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
    ...(typeof idToken === 'string' && { idToken }),
    ...(typeof jkt === 'string' && { jkt }),
    ...(isObject(pause) &&
      isObject(pause.error) &&
      isObject(pause.error.details) && { pause: own(pause) as unknown as Pause }),
  })
}

/** Whose session it is, for comparing. Without an identity nobody can say that the person of another login is the same. */
export function ownerOf({ claims, since }: SessionRecord): string {
  return claims.sub ?? `whoever signed in at ${since}`
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
