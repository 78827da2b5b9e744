// @vitest-environment node

import { describe, expect, test, vi } from 'vitest'
import { createAges } from '../../src/session/lifetime.js'
import type { SessionRecord } from '../../src/session/record.js'
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

describe('a session that is watched', () => {
  const hourMs = 3_600_000

  function world(expiresInMs: number | undefined, options: { renewable?: boolean; jitter?: number } = {}) {
    vi.spyOn(Math, 'random').mockReturnValueOnce(options.jitter ?? 0)
    const clock = createTestClock()
    const age = createAges(clock)
    const began = clock.now()
    const dueAt: number[] = []
    const waits: number[] = []
    const token = {
      value: 'a',
      scope: [],
      receivedAt: began,
      ...(expiresInMs !== undefined && { expiresInMs }),
    }
    const record: SessionRecord = {
      afterSignOut: 0,
      loginAt: 0,
      renewals: 0,
      claims: {},
      tokens: { '': token },
      renewable: options.renewable ?? true,
    }
    const state = { whenDue: () => {} }
    const timer = createRenewalTimer(
      {
        ...clock,
        after(ms, run) {
          waits.push(ms)
          return clock.after(ms, run)
        },
      },
      () => age(token, true),
      () => {
        dueAt.push(clock.now() - began)
        state.whenDue()
      },
    )
    timer.watch(record)
    return { clock, timer, record, dueAt, waits, state }
  }

  test.each([
    ['when its token becomes stale', 0, 3_540_000],
    ['up to half way to the end of its token, by chance', 0.5, 3_555_000],
    ['before its token has expired, in any case', 1, 3_570_000],
  ])('is renewed %s', (_, jitter, at) => {
    const { clock, dueAt } = world(hourMs, { jitter })
    clock.advance(at - 1)
    expect(dueAt).toEqual([])
    clock.advance(1)
    expect(dueAt).toEqual([at])
  })

  test('without renewal ends when its token expires, and not a millisecond later', () => {
    const { clock, dueAt } = world(60_001, { renewable: false, jitter: 0.5 })
    clock.advance(60_000)
    expect(dueAt).toEqual([])
    clock.advance(1)
    expect(dueAt).toEqual([60_001])
  })

  test('is tried again each five seconds while it is due', () => {
    const { clock, dueAt } = world(60_000)
    clock.advance(60_000)
    expect(dueAt).toEqual([45_000, 50_000, 55_000, 60_000])
  })

  test('is looked at each half minute, since a timer is late by as long as the device sleeps', () => {
    const { clock, dueAt, waits } = world(hourMs)
    clock.advance(10_000)
    clock.sleep(hourMs)
    clock.advance(20_000)
    expect(dueAt).toEqual([])
    clock.advance(5000)
    expect(dueAt).toEqual([hourMs + 35_000])
    expect(waits).toEqual([30_000, 5000, 5000])
  })

  test('is watched no more once another one is, or none', () => {
    for (const other of [undefined, { tokens: {} } as SessionRecord]) {
      const { clock, timer, dueAt, waits } = world(hourMs)
      timer.watch(other)
      clock.advance(2 * hourMs)
      expect(dueAt).toEqual([])
      expect(waits).toHaveLength(1)
    }
  })

  test('may be replaced while it is due', () => {
    const { clock, timer, dueAt, state } = world(hourMs)
    state.whenDue = () => timer.watch(undefined)
    clock.advance(2 * hourMs)
    expect(dueAt).toEqual([3_540_000])
  })

  test('needs no timer where the server does not say how long its token lives', () => {
    const { clock, dueAt, waits } = world(undefined)
    clock.advance(2 * hourMs)
    expect([dueAt, waits]).toEqual([[], []])
  })
})
