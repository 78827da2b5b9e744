import type { EpochMs } from '../clock.js'
import { AuthError, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { judgeRenewal, type Verdict } from '../protocol/verdict.js'
import type { Pause, SessionRecord } from './record.js'
import type { RenewalRequest, RenewalWorld } from './renewal.js'
import type { SignedOutReason } from './state.js'

const longestPauseMs = 60_000
const siblingWritesWithinMs = 500

/**
 * What a failed renewal means, while its lock is still held: nothing has ended and there is a pause, or the session ends for a reason,
 * or there is something newer in storage and the renewal is tried `again`.
 */
export async function afterFailure(
  { clock, lock, vault, lifetime }: RenewalWorld,
  record: SessionRecord,
  request: RenewalRequest,
  error: AuthError,
): Promise<SignedOutReason | 'again' | undefined> {
  const verdict = judgeRenewal(error, !request.resource)
  // A token that is good is not taken away for a doubt.
  const worn = request.rejected || !request.worn || lifetime(request.worn, true) === 'expired'
  if (verdict !== 'ended' && !(verdict === 'doubtful' && record.pause?.doubtful && worn)) {
    // Not written: somebody has changed the session since, and may have brought what this renewal did not.
    const pause = nextPause(record.pause, request, error, verdict, clock.now())
    return (await vault.swap(record, own({ ...record, pause }))) ? undefined : 'again'
  }
  // Without a lock across tabs a sibling may have been quicker, and be about to write.
  if (!lock.acrossTabs()) await new Promise<void>((done) => clock.after(siblingWritesWithinMs, done))
  const now = await vault.read()
  if (now?.refreshToken !== record.refreshToken || !(await vault.swap(record, undefined))) return 'again'
  return reason()

  function reason(): SignedOutReason {
    // Not the grant, but what came of it, or what it was asked with.
    if (!isAuthError(error, 'grant-refused')) return 'failed'
    // After an answer that was lost, the server may have rotated the refresh token without anybody knowing the new one.
    const early = request.rejected || !worn
    return early && !record.pause ? 'revoked' : 'expired'
  }
}

function nextPause(
  before: Pause | undefined,
  { resource }: RenewalRequest,
  error: AuthError,
  verdict: Verdict,
  at: EpochMs,
): Pause {
  const tries = (before?.tries ?? 0) + 1
  const asked = isAuthError(error, 'server-unavailable') ? error.details.retryAfterMs : undefined
  const doubtful = verdict === 'doubtful'
  // The first failure may be followed by another try at once: most are over by then. A doubt is given a moment.
  const ownMs = tries === 1 && !doubtful ? 0 : Math.min(500 * 2 ** Math.max(tries, 2), longestPauseMs)
  const { code, message, details } = error
  return own<Pause>({
    at,
    until: at + (asked ?? ownMs * (0.5 + Math.random() / 2)),
    tries,
    error: { code, message, details } as Pause['error'],
    ...(resource && verdict === 'token-refused' && { resource }),
    // Remembered through other failures, until a renewal succeeds.
    ...((doubtful || before?.doubtful) && { doubtful: true }),
  })
}

/** Throws what the last renewal failed with, while it is too early for another. */
export function heedPause(pause: Pause, { urgent, resource }: RenewalRequest, since: EpochMs, now: EpochMs): void {
  if (pause.resource !== undefined && pause.resource !== resource) return
  // Being online again skips a pause of our own, and not one that the server asked for, nor the one before a session ends.
  const fixed = Object.hasOwn(pause.error.details, 'retryAfterMs') || judgeRenewal(pause.error, true) === 'doubtful'
  // A failure that came while this call stood in line is this call's failure, too. One from the future is from another clock.
  // Nor is a first one without an answer: WebKit cuts off the requests of a page that is about to be left, and goes on running it.
  const shared = pause.at > since && (pause.tries > 1 || pause.error.code !== 'network')
  if (pause.at <= now && (shared || (now < pause.until && (fixed || !urgent)))) {
    throw new AuthError(pause.error.code, pause.error.details, pause.error.message)
  }
}
