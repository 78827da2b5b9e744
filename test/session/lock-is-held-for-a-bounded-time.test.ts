import { expect, test } from 'vitest'
import type { Lock } from '../../src/effects/effects.js'
import {
  advanceUntil,
  createWorld,
  testIssuer as issuer,
  settle,
  type TestClock,
  until,
} from '../../src/testing/index.js'

/** The same lock, with how long each turn lasted. */
function timed(lock: Lock, clock: TestClock): { readonly lock: Lock; readonly heldMs: number[] } {
  const heldMs: number[] = []
  return {
    heldMs,
    lock: {
      ...lock,
      hold: (name, options, run) =>
        lock.hold(name, options, async () => {
          const from = clock.elapsed()
          return run().finally(() => heldMs.push(clock.elapsed() - from))
        }),
    },
  }
}

test('with a server that is slow at every step, the lock is held for one time limit at most', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { client: before } = await signIn(browser.openTab())
  before.close()
  clock.advance(3_600_000)
  // The metadata has to be asked for again: a slow request.
  browser.local.delete(`hallpass1 metadata ${issuer}`)
  const tab = Object.assign(browser.openTab(), { visible: false })
  const { lock, heldMs } = timed(tab.effects.lock, clock)
  const here = client(tab, { effects: { ...tab.effects, lock } })
  await here.start()
  server.intercept = async (_endpoint, proceed) => {
    await new Promise<void>((done) => clock.after(9000, done))
    return proceed()
  }
  const token = here.accessToken()
  let renewed: string | undefined
  void token.then((value) => {
    renewed = value
  })
  await advanceUntil(clock, () => renewed)
  expect(Math.max(...heldMs)).toBeLessThan(10_000)
  expect(server.requests.filter((endpoint) => endpoint.includes('well-known'))).toHaveLength(2)
})

test('a renewal whose record changes meanwhile gets no second time limit under the lock', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  await signIn(browser.openTab()).then(({ client: before }) => before.close())
  const tab = Object.assign(browser.openTab(), { visible: false })
  const { lock, heldMs } = timed(tab.effects.lock, clock)
  const here = client(tab, { effects: { ...tab.effects, lock } })
  await here.start()
  await settle()
  clock.advance(3_600_000)
  const name = [...browser.records.keys()].find((key) => key.endsWith(' app')) ?? ''
  let asked = 0
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token') return proceed()
    asked++
    await new Promise<void>((done) => clock.after(7000, done))
    const response = await proceed()
    // Another login was stored while the answer was on its way.
    const record = browser.records.get(name) as { loginAt: number; tokens: object }
    if (asked === 1) browser.records.set(name, { ...record, loginAt: record.loginAt + 1 })
    return response
  }
  let code: string | undefined
  here.accessToken().catch((error) => {
    code = error.code
  })
  await until(() => asked === 1)
  await advanceUntil(clock, () => code)
  expect(code).toBe('timeout')
  expect(asked).toBe(2)
  expect(Math.max(...heldMs)).toBeLessThanOrEqual(10_100)
})
