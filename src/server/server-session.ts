import type { EpochMs } from '../clock.js'

/** What a browser carries for the server part, and cannot read. */
export interface ServerSession {
  /** A random name that each login gives its session, and that stays through its renewals. */
  readonly id: string
  readonly startedAt: EpochMs
  readonly claims: Claims
  readonly scope: readonly string[]
  readonly refreshToken?: string
  readonly accessToken?: HeldToken
  readonly idToken?: string
  /** When the refresh token or the grant ends. Absent: the provider does not say. */
  readonly endsAt?: EpochMs
  /**
   * The provider has refused a renewal in a way that may or may not mean this grant. The next such answer
   * ends the session.
   */
  readonly doubtful?: true
}

export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

export interface HeldToken {
  /** A random name, by which a page that never sees the token can say which one an API refused. */
  readonly id?: string
  readonly value: string
  readonly receivedAt: EpochMs
  /** Absent: the provider does not say. */
  readonly expiresAt?: EpochMs
}

export type RenewableSession = ServerSession & { readonly refreshToken: string }

/**
 * The two places that session cookies can be in. A login stores its session in the place that the replaced
 * session does not use, so that a late answer to a renewal of the replaced session does not overwrite the new
 * one.
 */
export type Place = 'a' | 'b'

/** A session as a browser has it. */
export interface SealedSession {
  readonly session: ServerSession
  /** The text of its cookies: another one after each renewal. */
  readonly sealed: string
  readonly place: Place
}
