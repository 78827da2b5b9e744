import type { Clock } from '../clock.js'
import type { StoredToken } from './record.js'

/**
 * `fresh`: used as it is. `stale`: still good, and renewed in the background. `expired`: renewed before the
 * call.
 */
export type Lifetime = 'fresh' | 'stale' | 'expired'

/**
 * A shorter life counts as this one. Otherwise a server that sends `expires_in: 0` would cause a renewal with
 * each call.
 */
const shortestMs = 2000
/**
 * A token that was received this long after the present time shows that the clock was set back. Its age is
 * unknown then, and the token counts as expired.
 */
const clockSetBackMs = 60_000

/** The age, in milliseconds, from which on a token is stale. */
export function staleAtMs(expiresInMs: number): number {
  const life = Math.max(expiresInMs, shortestMs)
  return life - Math.min(60_000, life / 4)
}

function expiredAtMs(expiresInMs: number): number {
  const life = Math.max(expiresInMs, shortestMs)
  return life - Math.min(10_000, life / 10)
}

/**
 * Tells how old tokens are, by two clocks: the wall clock may be set at any time, and the monotonic clock may
 * stand still while the device sleeps. For a session that can be renewed the larger age counts, since an
 * unneeded renewal costs one request. For a session that cannot be renewed the monotonic clock alone counts,
 * since an early end costs a login; if the token expired while the device slept, the API refuses it.
 */
export function createAges(clock: Clock): (token: StoredToken, renewable: boolean) => number {
  const firstSeen = new WeakMap<StoredToken, { readonly age: number; readonly at: number }>()
  return (token, renewable) => {
    const wall = clock.now() - token.receivedAt
    let seen = firstSeen.get(token)
    if (!seen) {
      seen = {
        age: wall < -clockSetBackMs ? Number.POSITIVE_INFINITY : Math.max(wall, 0),
        at: clock.elapsed(),
      }
      firstSeen.set(token, seen)
    }
    const monotonic = seen.age + clock.elapsed() - seen.at
    return renewable ? Math.max(wall, monotonic) : monotonic
  }
}

export function lifetime(token: StoredToken, ageMs: number): Lifetime {
  if (token.expiresInMs === undefined || ageMs < staleAtMs(token.expiresInMs)) return 'fresh'
  return ageMs < expiredAtMs(token.expiresInMs) ? 'stale' : 'expired'
}
