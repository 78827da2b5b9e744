import { expect, test, vi } from 'vitest'
import { createTabLock, type TabLockMessage } from '../../src/effects/tab-lock.js'
import { createTestClock } from '../../src/testing/index.js'

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
  clock.advance(900)
  expect(posted).toEqual([])
  const task = vi.fn(async () => 'done')
  expect(await lock.runAlone(task)).toBe('done')
  expect(posted).toEqual(['alive'])

  // Whoever asked longer ago has taken the lock by now, or given up.
  clock.advance(1_100)
  await lock.runAlone(task)
  expect(posted).toEqual(['alive'])
})
