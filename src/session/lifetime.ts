import type { Clock } from '../clock.js'
import type { StoredToken } from './record.js'

/** `stale`: still good, renew behind the call. `expired`: renew, then call. */
export type Lifetime = 'fresh' | 'stale' | 'expired'

/** A shorter life than this is nobody's intention; believed, each call would make a renewal. */
const shortestMs = 2000
/** A receipt from the future: the clock was set back, and the age is anybody's guess. */
const clockSetBackMs = 60_000

/** When a token is renewed behind the calls, in milliseconds of its age. */
export function staleAtMs(expiresInMs: number): number {
  const life = Math.max(expiresInMs, shortestMs)
  return life - Math.min(60_000, life / 4)
}

function expiredAtMs(expiresInMs: number): number {
  const life = Math.max(expiresInMs, shortestMs)
  return life - Math.min(10_000, life / 10)
}

/**
 * Tells how old tokens are, with two clocks: the wall clock may be set at any time, and the monotonic one may stand still
 * while the device sleeps. Whichever says more counts, since an unneeded renewal costs one request. A session that cannot be renewed
 * ends by the monotonic clock alone, since an early end costs a login; should its token have ended in its sleep, the API says so.
 */
export function createAges(clock: Clock): (token: StoredToken, renewable: boolean) => number {
  const firstSeen = new WeakMap<StoredToken, { readonly age: number; readonly at: number }>()
  return (token, renewable) => {
    const wall = clock.now() - token.receivedAt
    let seen = firstSeen.get(token)
    if (!seen) {
      seen = { age: wall < -clockSetBackMs ? Number.POSITIVE_INFINITY : Math.max(wall, 0), at: clock.elapsed() }
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
