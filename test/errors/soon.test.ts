import { expect, onTestFinished, test, vi } from 'vitest'
import { soon } from '../../src/soon.js'

function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('what comes is handed on, and leaves no timer', async () => {
  fakeTimers()
  expect(await soon(Promise.resolve('text'))).toBe('text')
  await Promise.resolve()
  expect(vi.getTimerCount()).toBe(0)
})

test('what cannot be had is nothing, and leaves no timer', async () => {
  fakeTimers()
  expect(await soon(Promise.reject(new TypeError('offline')))).toBeUndefined()
  await Promise.resolve()
  expect(vi.getTimerCount()).toBe(0)
})

test('what does not come is nothing after two seconds, and what holds a lock lets go of it', async () => {
  fakeTimers()
  const waiting = soon(new Promise(() => {}))
  vi.advanceTimersByTime(1999)
  expect(await Promise.race([waiting, 'not yet'])).toBe('not yet')
  vi.advanceTimersByTime(1)
  expect(await waiting).toBeUndefined()
})
