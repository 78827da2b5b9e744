// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createAges, lifetime, staleAtMs } from '../../src/session/lifetime.js'
import { createTestClock } from '../../src/testing/index.js'

const token = (expiresInMs?: number) => ({
  value: 'a',
  scope: [],
  receivedAt: 0,
  ...(expiresInMs !== undefined && { expiresInMs }),
})

describe('a token', () => {
  test.each([
    ['an hour', 3_600_000, 3_540_000, 3_590_000],
    ['a minute', 60_000, 45_000, 54_000],
    ['two seconds', 2000, 1500, 1800],
    ['no time at all', 0, 1500, 1800],
    ['less than no time', -5, 1500, 1800],
  ])(
    'that lives for %s is stale before it has expired, and renewed first only after that',
    (_, life, stale, expired) => {
      expect(staleAtMs(life)).toBe(stale)
      expect(lifetime(token(life), stale - 1)).toBe('fresh')
      expect(lifetime(token(life), stale)).toBe('stale')
      expect(lifetime(token(life), expired - 1)).toBe('stale')
      expect(lifetime(token(life), expired)).toBe('expired')
    },
  )

  test('whose life the server does not tell is fresh at any age', () => {
    expect(lifetime(token(), Number.POSITIVE_INFINITY)).toBe('fresh')
  })
})

describe('the age of a token', () => {
  function world(receivedAgoMs: number) {
    const clock = createTestClock()
    // The page was there before the token.
    clock.advance(5000)
    const age = createAges(clock)
    const one = { ...token(3_600_000), receivedAt: clock.now() - receivedAgoMs }
    return { clock, renewable: () => age(one, true), fixed: () => age(one, false) }
  }

  test('is the time since it was received, which grows', () => {
    const { clock, renewable, fixed } = world(500)
    expect([renewable(), fixed()]).toEqual([500, 500])
    clock.advance(1000)
    expect([renewable(), fixed()]).toEqual([1500, 1500])
  })

  test('counts a sleep of the device only where the session can be renewed', () => {
    const { clock, renewable, fixed } = world(0)
    expect([renewable(), fixed()]).toEqual([0, 0])
    clock.sleep(60_000)
    expect([renewable(), fixed()]).toEqual([60_000, 0])
  })

  test('does not become less where the clock is set back', () => {
    const { clock, renewable, fixed } = world(500)
    expect([renewable(), fixed()]).toEqual([500, 500])
    clock.set(-3_600_000)
    clock.advance(1000)
    expect([renewable(), fixed()]).toEqual([1500, 1500])
  })

  test('is none where it was received up to a minute after now, and is unknown after that', () => {
    expect(world(-60_000).fixed()).toBe(0)
    expect(world(-60_000).renewable()).toBe(0)
    expect(world(-60_001).fixed()).toBe(Number.POSITIVE_INFINITY)
    expect(world(-60_001).renewable()).toBe(Number.POSITIVE_INFINITY)
  })
})
