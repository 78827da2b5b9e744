import { expect, onTestFinished, test, vi } from 'vitest'
import { createLock } from '../../src/effects/lock.js'
import { advanceUntil, createWorld } from '../../src/testing/index.js'

test('the renewals of several APIs at a slow server wait for each other, however long', async () => {
  const { browser, clock, server, signIn } = createWorld()
  const apis = ['a', 'b', 'c', 'd'].map((name) => ({
    url: `https://${name}.example`,
    resource: `https://${name}.example/`,
  }))
  const { client } = await signIn(browser.openTab(), { apis })
  let under = 0
  let most = 0
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token') return proceed()
    most = Math.max(most, ++under)
    await new Promise<void>((done) => clock.after(8000, done))
    under--
    return proceed()
  }
  clock.advance(3_700_000)
  let answers: PromiseSettledResult<string>[] | undefined
  void Promise.allSettled(apis.map(({ resource }) => client.accessToken({ resource }))).then((all) => {
    answers = all
  })
  await advanceUntil(clock, () => answers)
  expect(most).toBe(1)
})

test('where the browser denies its locks, renewals take turns within the page', async () => {
  const request = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  vi.stubGlobal('navigator', { locks: { request } })
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(await createLock().hold('name', {}, async () => 'held')).toBe('held')
})
