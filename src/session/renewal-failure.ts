import type { EpochMs } from '../clock.js'
import { AuthError, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { judgeRenewal } from '../protocol/verdict.js'
import type { Backoff } from './record.js'
import type { SignedOutReason } from './state.js'

const longestBackoffMs = 60_000

/** The renewal that failed, or is about to be tried. */
export interface AttemptedRenewal {
  readonly tokenKey: string
  /** The token could still be used, so that the renewal was ahead of its time; or an API refused it. */
  readonly tokenIsGood: boolean
  readonly rejected: boolean
  /** Something has changed (online or awake again): a backoff that only this library imposed is not waited out. */
  readonly urgent: boolean
  readonly askedAt: EpochMs
}

/** The reason for which a failed renewal ends the session; `undefined` where the session goes on, and the next renewal waits. */
export function endReason(
  error: AuthError,
  { tokenKey, tokenIsGood, rejected }: AttemptedRenewal,
  before: Backoff | undefined,
): SignedOutReason | undefined {
  const verdict = judgeRenewal(error, !tokenKey)
  // A token that is good is not taken away for a doubt.
  const confirmed = verdict === 'doubtful' && before?.doubtful && (rejected || !tokenIsGood)
  if (verdict !== 'ended' && !confirmed) return undefined
  // Not the grant was refused, but what came of it, or what it was asked with.
  if (!isAuthError(error, 'grant-refused')) return 'failed'
  // After a failure an answer may have been lost, with a rotated refresh token in it: that is no revocation.
  return (rejected || tokenIsGood) && !before ? 'revoked' : 'expired'
}

/** The backoff after one more failure. */
export function nextBackoff(before: Backoff | undefined, error: AuthError, tokenKey: string, now: EpochMs): Backoff {
  const verdict = judgeRenewal(error, !tokenKey)
  const failures = (before?.failures ?? 0) + 1
  const asked = isAuthError(error, 'server-unavailable') ? error.details.retryAfterMs : undefined
  const isDoubtful = verdict === 'doubtful'
  // The first failure may be followed by another try at once: most troubles are over by then. A doubtful answer is given a moment.
  const atMostMs = failures === 1 && !isDoubtful ? 0 : Math.min(500 * 2 ** Math.max(failures, 2), longestBackoffMs)
  const { code, message, details } = error
  return own<Backoff>({
    at: now,
    until: now + (asked ?? atMostMs * (0.5 + Math.random() / 2)),
    failures,
    error: { code, message, details } as Backoff['error'],
    ...(tokenKey && verdict === 'token-refused' && { tokenKey }),
    // A doubt is remembered through other failures, until a renewal succeeds.
    ...((isDoubtful || before?.doubtful) && { doubtful: true }),
  })
}

/** Throws the error of the last renewal while it is too early for another. */
export function heedBackoff(
  backoff: Backoff | undefined,
  { tokenKey, urgent, askedAt }: AttemptedRenewal,
  now: EpochMs,
): void {
  // A failure from the future was dated by another clock.
  if (!backoff || backoff.at > now || (backoff.tokenKey ?? tokenKey) !== tokenKey) return
  const { at, until, error } = backoff
  // Being online again does not shorten a pause that the server asked for, nor the one before a session ends.
  const isFixed = Object.hasOwn(error.details, 'retryAfterMs') || judgeRenewal(error, true) === 'doubtful'
  // A failure that came while this renewal stood in line is its failure, too.
  if (at > askedAt || (now < until && (isFixed || !urgent))) {
    throw new AuthError(error.code, error.details, error.message)
  }
}
