import type { Clock, EpochMs } from '../clock.js'

/** A clock that a test moves. Nothing waits in real time, and `Date` stays as it is. */
export interface TestClock extends Clock {
  /** Time passes, in milliseconds: timers that are due run, in their order. */
  advance(ms: number): void
  /** Somebody sets the wall clock, by so many milliseconds; no time passes. */
  set(byMs: number): void
  /**
   * The device sleeps for so many milliseconds: the wall clock goes on, the monotonic clock stands still, and
   * timers run late.
   */
  sleep(ms: number): void
}

/**
 * Makes a clock that stands still until a test moves it.
 *
 * @param now What the wall clock says at first. Default: 1 January 2026, 00:00 UTC.
 */
export function createTestClock(now: EpochMs = Date.UTC(2026, 0, 1)): TestClock {
  let wallClock = now
  let elapsed = 0
  let timers: { readonly at: number; readonly run: () => void }[] = []

  function pass(ms: number): void {
    wallClock += ms
    elapsed += ms
  }

  return {
    now: () => wallClock,
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
        pass(Math.max(next.at - elapsed, 0))
        next.run()
      }
      pass(end - elapsed)
    },
    set(byMs) {
      wallClock += byMs
    },
    sleep(ms) {
      wallClock += ms
    },
  }
}
