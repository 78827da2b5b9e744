// @vitest-environment node

import { expect, test } from 'vitest'
import { advanceUntil, settle, until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { acme } from '../server/setup.js'

test('who signed out offline, and then does not finish a login, is not signed in again by it', async () => {
  const { browser, network, open, comeBack, signIn } = createMediatedWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  expect(ada.session.get().status).toBe('signed-in')
  network.down = true
  await ada.logout()
  network.down = false
  ada.login().catch(() => {})
  const back = open(await comeBack(tab, 'access_denied'))
  expect(await back.start()).toMatchObject({ status: 'signed-out', reason: 'failed' })
})

test('a page that is frozen in the middle of a renewal holds up no sign-out, and no start', async () => {
  const { browser, clock, open, signIn } = createMediatedWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  expect(ada.session.get().status).toBe('signed-in')
  const frozen = browser.openTab()
  await open(frozen).start()
  const never = new Promise<never>(() => {})
  frozen.effects.lock.hold(`hallpass1 ${acme.issuer} client-1`, {}, () => never).catch(() => {})
  frozen.frozen = true
  let out = false
  void ada.logout().then(() => {
    out = true
  })
  await advanceUntil(clock, () => out)
  const next = open(tab.load('https://app.example/'))
  let started = false
  void next.start().then(() => {
    started = true
  })
  await advanceUntil(clock, () => started)
  expect(next.session.get().status).toBe('signed-out')
})

test('a page closed while storage still removes the session has signed out all the same', async () => {
  const { browser, open, signIn } = createMediatedWorld()
  const { tab } = await signIn(browser.openTab())
  const database = await tab.effects.storage.database()
  const never = { get: database.get, update: () => new Promise<never>(() => {}) }
  const page = tab.load('https://app.example/')
  const storage = { ...page.effects.storage, database: async () => never }
  const { effects } = page
  const ada = open(page, { effects: { ...effects, storage, fetch: tab.effects.fetch } })
  await ada.start()
  expect(ada.session.get().status).toBe('signed-in')
  void ada.logout()
  const next = open(page.load('https://app.example/'))
  expect(await next.start()).toMatchObject({ status: 'signed-out' })
})

test('a page frozen when its turn came, which wakes after another tab has signed in, sends no sign-out', async () => {
  const { browser, clock, person, open, comeBack, signIn } = createMediatedWorld('tab')
  const { tab, client: ada } = await signIn(browser.openTab())
  let wake: (() => void) | undefined
  const { hold } = tab.effects.lock
  const holdAsleep: typeof hold = (name, options, run) =>
    hold(name, options, async () => {
      if (!wake) await new Promise<void>((resolve) => (wake = resolve))
      return run()
    })
  Object.assign(tab.effects.lock, { hold: holdAsleep })
  const signingOut = ada.logout()
  await until(() => wake)
  tab.frozen = true
  const there = browser.openTab()
  const visitor = open(there)
  const started = visitor.start()
  await advanceUntil(clock, () => visitor.session.get().status === 'signed-out')
  await started
  visitor.login().catch(() => {})
  const next = open(await comeBack(there))
  expect(await next.start()).toMatchObject({ status: 'signed-in' })
  tab.frozen = false
  wake?.()
  await signingOut
  await settle()
  expect(person.sessionCookies()).not.toEqual([])
  expect(ada.events.at(-1)).toMatchObject({ type: 'warning', error: { code: 'timeout' } })
})

test('a sign-out that is answered late does not forget the next one', async () => {
  const { browser, clock, network, person, open, comeBack, signIn } = createMediatedWorld()
  const { tab, client: ada } = await signIn(browser.openTab())
  let answer: (() => void) | undefined
  network.instead = () => {
    delete network.instead
    return new Promise((resolve) => {
      answer = () => resolve(Response.json({ signed_in: false }))
    })
  }
  const first = ada.logout({ everywhere: false })
  await until(() => answer)
  tab.frozen = true
  const there = browser.openTab()
  const visitor = open(there)
  const started = visitor.start()
  await advanceUntil(clock, () => visitor.session.get().status === 'signed-out')
  await started
  visitor.login().catch(() => {})
  const again = open(await comeBack(there))
  expect(await again.start()).toMatchObject({ status: 'signed-in' })
  network.down = true
  await again.logout({ everywhere: false })
  answer?.()
  await settle()
  tab.frozen = false
  await first
  await settle()
  network.down = false
  expect(person.sessionCookies()).not.toEqual([])
  await open(browser.openTab()).start()
  expect(person.sessionCookies()).toEqual([])
})

test('two pages that start at once send the unsent sign-out once', async () => {
  const { browser, network, open, signIn } = createMediatedWorld()
  const { client: ada } = await signIn(browser.openTab())
  network.down = true
  await ada.logout()
  network.down = false
  network.requests.length = 0
  await Promise.all([open(browser.openTab()).start(), open(browser.openTab()).start()])
  expect(network.requests.filter((path) => path.endsWith('/logout'))).toHaveLength(1)
})
