import { vi } from 'vitest'
import type { Clock } from '../../src/clock.js'

/** A clock that a test moves. `Date` follows, for the library that reads it. */
export interface TestClock extends Clock {
  /** Time passes: timers that are due run. */
  advance(ms: number): void
  /** Somebody sets the wall clock; no time passes. */
  set(byMs: number): void
  /** The device sleeps: the wall clock goes on, the monotonic one stands still, and timers run late. */
  sleep(ms: number): void
}

export function createTestClock(): TestClock {
  let now = Date.UTC(2026, 0, 1)
  let elapsed = 0
  let timers: { at: number; run: () => void }[] = []
  vi.useFakeTimers({ toFake: ['Date'], now })

  function move(wallMs: number, monotonicMs: number): void {
    now += wallMs
    elapsed += monotonicMs
    vi.setSystemTime(now)
  }

  return {
    now: () => now,
    elapsed: () => elapsed,
    after(ms, run) {
      const timer = { at: elapsed + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        move(Math.max(next.at - elapsed, 0), Math.max(next.at - elapsed, 0))
        next.run()
      }
      move(end - elapsed, end - elapsed)
    },
    set: (byMs) => move(byMs, 0),
    sleep: (ms) => move(ms, 0),
  }
}
