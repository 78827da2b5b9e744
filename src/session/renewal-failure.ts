import type { EpochMs } from '../clock.js'
import { AuthError, isAuthError } from '../errors.js'
import { defined } from '../own.js'
import { judgeRenewal } from '../protocol/judge-renewal.js'
import type { Backoff } from './record.js'
import type { SignedOutReason } from './state.js'

const longestBackoffMs = 60_000

/** The renewal that failed, or is about to be tried. */
export interface AttemptedRenewal {
  readonly tokenKey: string
  /** The token has not expired: either it was renewed ahead of time, or an API refused it. */
  readonly tokenIsGood: boolean
  readonly rejected: boolean
  /** The page is online or awake again, so a backoff that only this library imposed is not waited out. */
  readonly urgent: boolean
  readonly askedAt: EpochMs
}

/**
 * The reason for which a failed renewal ends the session; `undefined` where the session goes on, and the next
 * renewal waits.
 */
export function endReason(
  error: AuthError,
  { tokenKey, tokenIsGood, rejected }: AttemptedRenewal,
  before: Backoff | undefined,
): SignedOutReason | undefined {
  const verdict = judgeRenewal(error, !tokenKey)
  // A doubtful answer does not end a session whose token is still good.
  const isSecondDoubt = verdict === 'doubtful' && before?.doubtful && (rejected || !tokenIsGood)
  if (verdict !== 'ended' && !isSecondDoubt) return undefined
  // The server did not refuse the grant itself. The failure is an ID Token, a DPoP key or nonce, or the
  // configuration.
  if (!isAuthError(error, 'grant-refused')) return 'failed'
  // After an earlier failure this is no sign of a revocation, since the answer that was lost may have
  // contained a rotated refresh token.
  return (rejected || tokenIsGood) && !before ? 'revoked' : 'expired'
}

/** The backoff after one more failure. */
export function nextBackoff(
  before: Backoff | undefined,
  error: AuthError,
  tokenKey: string,
  now: EpochMs,
): Backoff {
  const verdict = judgeRenewal(error, !tokenKey)
  const failures = (before?.failures ?? 0) + 1
  const asked = isAuthError(error, 'server-unavailable') ? error.details.retryAfterMs : undefined
  const isDoubtful = verdict === 'doubtful'
  // Most failures are brief, so the first one does not delay the next renewal, unless the answer was
  // doubtful.
  const atMostMs =
    failures === 1 && !isDoubtful ? 0 : Math.min(500 * 2 ** Math.max(failures, 2), longestBackoffMs)
  const { code, details } = error
  return defined<Backoff>({
    failedAt: now,
    retryAt: now + (asked ?? atMostMs * (0.5 + Math.random() / 2)),
    failures,
    error: { code, details } as Backoff['error'],
    tokenKey: verdict === 'token-refused' ? tokenKey : undefined,
    // A doubtful answer is remembered through failures of other kinds, until a renewal succeeds.
    doubtful: isDoubtful || before?.doubtful,
  })
}

/** Throws the error of the last renewal while the backoff lasts. */
export function heedBackoff(
  backoff: Backoff | undefined,
  { tokenKey, urgent, askedAt }: AttemptedRenewal,
  now: EpochMs,
): void {
  // A failure that lies in the future shows that the clock was set back, so its backoff does not count.
  if (!backoff || backoff.failedAt > now || (backoff.tokenKey ?? tokenKey) !== tokenKey) return
  const { failedAt, retryAt, error } = backoff
  // Being online again shortens neither a pause that the server asked for, nor the pause after a doubtful
  // answer.
  const isFixed = Object.hasOwn(error.details, 'retryAfterMs') || judgeRenewal(error, true) === 'doubtful'
  // A renewal that failed while this one waited for the lock counts as the failure of this one.
  if (failedAt > askedAt || (now < retryAt && (isFixed || !urgent))) {
    throw new AuthError(error.code, error.details)
  }
}
