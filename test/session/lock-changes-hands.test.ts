import { expect, test, vi } from 'vitest'
import { createTabLock, type TabLockMessage } from '../../src/effects/tab-lock.js'
import { createTestClock, settle } from '../../src/testing/index.js'

test('a page that gets the lock while another one asks for the holder before it says that it lives', async () => {
  const clock = createTestClock()
  const posted: TabLockMessage[] = []
  const lock = createTabLock({
    clock,
    name: 'lock',
    askAfterMs: 10_000,
    post: (message) => void posted.push(message),
    lock: { acrossTabs: () => true, hold: (_name, _options, run) => run() },
  })
  lock.receive('alive?')
  clock.advance(2_900)
  expect(posted).toEqual([])
  const task = vi.fn(async () => 'done')
  expect(await lock.runAlone(task)).toBe('done')
  expect(posted).toEqual(['alive'])

  // Whoever asked longer ago has taken the lock by now, or given up.
  clock.advance(3_100)
  await lock.runAlone(task)
  expect(posted).toEqual(['alive'])
})

test.each([
  ['takes the lock from a page that is silent for two seconds', 2_000, true],
  ['takes no lock where it was frozen itself while it waited for the answer', 5_000, false],
])('a page that waits %s', async (_what, awayMs, isTaken) => {
  let elapsed = 0
  const timers: (() => void)[] = []
  const delays: number[] = []
  const taken: boolean[] = []
  const lock = createTabLock({
    clock: {
      now: () => elapsed,
      elapsed: () => elapsed,
      after: (ms, run) => {
        delays.push(ms)
        timers.push(run)
        return () => {}
      },
    },
    name: 'lock',
    askAfterMs: 10_000,
    post: () => {},
    lock: {
      acrossTabs: () => true,
      hold: (name, { signal, steal }, run) => {
        if (name !== 'lock') return run()
        if (steal) {
          taken.push(true)
          return run()
        }
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      },
    },
  })
  // The timers: when to ask, how long the turn to ask may take, and how long an answer may take.
  const [askAfter, answer] = [0, 2]
  void lock.runAlone(async () => {})
  timers[askAfter]?.()
  await vi.waitFor(() => expect(timers.length).toBeGreaterThan(answer))
  expect(delays[answer]).toBe(2_000)
  elapsed += awayMs
  timers[answer]?.()
  await settle()
  expect(taken).toEqual(isTaken ? [true] : [])
})
