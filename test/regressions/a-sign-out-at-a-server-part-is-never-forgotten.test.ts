// @vitest-environment node

import { expect, test } from 'vitest'
import { advanceUntil } from '../../src/testing/index.js'
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
