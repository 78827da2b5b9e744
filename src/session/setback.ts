import type { EpochMs } from '../clock.js'
import { AuthError, isAuthError } from '../errors.js'
import { own } from '../own.js'
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
  const reason = endReason()
  if (!reason) {
    // Not written: somebody has changed the session since, and may have brought what this renewal did not.
    const written = await vault.swap(
      record,
      own({ ...record, pause: nextPause(record.pause, request, error, clock.now()) }),
    )
    return written ? undefined : 'again'
  }
  // Without a lock across tabs a sibling may have been quicker, and be about to write.
  if (!lock.acrossTabs()) await new Promise<void>((done) => clock.after(siblingWritesWithinMs, done))
  const now = await vault.read()
  if (now?.refreshToken !== record.refreshToken) return 'again'
  await vault.swap(record, undefined)
  return reason

  // Only the server's own word about this very grant ends a session, or an answer that is about another person.
  function endReason(): SignedOutReason | undefined {
    if (isAuthError(error, 'id-token-rejected')) return 'failed'
    if (!isAuthError(error, 'grant-refused') || error.details.error !== 'invalid_grant') return undefined
    // After an answer that was lost, the server may have rotated the refresh token without anybody knowing the new one.
    const early = request.rejected || (request.worn && lifetime(request.worn, true) !== 'expired')
    return early && !record.pause ? 'revoked' : 'expired'
  }
}

function nextPause(before: Pause | undefined, { resource }: RenewalRequest, error: AuthError, at: EpochMs): Pause {
  const tries = (before?.tries ?? 0) + 1
  const asked = isAuthError(error, 'server-unavailable') ? error.details.retryAfterMs : undefined
  // The first failure may be followed by another try at once: most are over by then.
  const ownMs = tries === 1 ? 0 : Math.min(500 * 2 ** tries, longestPauseMs) * (0.5 + Math.random() / 2)
  const { code, message, details } = error
  return own<Pause>({
    at,
    until: at + (asked ?? ownMs),
    tries,
    error: { code, message, details } as Pause['error'],
    ...(resource && isAuthError(error, 'configuration') && { resource }),
  })
}

/** Throws what the last renewal failed with, while it is too early for another. */
export function heedPause(pause: Pause, { urgent, resource }: RenewalRequest, since: EpochMs, now: EpochMs): void {
  if (pause.resource !== undefined && pause.resource !== resource) return
  const asked = Object.hasOwn(pause.error.details, 'retryAfterMs')
  // A failure that came while this call stood in line is this call's failure, too. One from the future is from another clock.
  const shared = pause.at > since
  if (pause.at <= now && (shared || (now < pause.until && (asked || !urgent)))) {
    throw new AuthError(pause.error.code, pause.error.details, pause.error.message)
  }
}
