import { expect, test, vi } from 'vitest'
import { createAges } from '../../src/session/lifetime.js'
import { createRenewalTimer } from '../../src/session/renewal-timer.js'
import { createTestClock } from '../../src/testing/index.js'

test.each(Array.from({ length: 50 }, (_, index) => ((index + 1) * Math.SQRT2) % 1))(
  'what rounding leaves of a wait is no alarm of its own (jitter %d)',
  (jitter) => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(jitter)
    const clock = createTestClock()
    clock.advance(jitter * Math.E * 1_000_000)
    const age = createAges(clock)
    const token = { value: 'a', scope: [], receivedAt: clock.now(), expiresInMs: 3_600_000 }
    let alarms = 0
    const after: typeof clock.after = (ms, run) => {
      alarms += 1
      expect(ms).toBeGreaterThanOrEqual(1)
      return clock.after(ms, run)
    }
    const timer = createRenewalTimer(
      { ...clock, after },
      () => age(token, true),
      () => {},
    )
    timer.watch({
      afterSignOut: 0,
      loginAt: 0,
      renewals: 0,
      claims: { sub: 'ada' },
      renewable: true,
      tokens: { '': token },
    })
    clock.advance(3_600_000)
    // Each half minute; and each five seconds, once it is due.
    expect(alarms).toBeLessThan(3600 / 30 + 60 / 5)
  },
)
