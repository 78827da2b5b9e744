import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

test('who signs out while a login is stored is not signed in by it, and its grant is revoked', async () => {
  const { browser, server, client } = createWorld()
  const before = browser.openTab()
  client(before)
    .login()
    .catch(() => {})
  const tab = before.load(server.authorize(await until(() => before.leftFor)))
  const database = await tab.effects.storage.database()
  let store: (() => void) | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const storage = {
    ...tab.effects.storage,
    database: async () => ({
      get: database.get,
      update(key: string, change: (stored: unknown) => unknown) {
        turn = turn.then(async () => {
          if (!store) await new Promise<void>((resolve) => (store = resolve))
          return database.update(key, change)
        })
        return turn
      },
    }),
  }
  const here = client(tab, { effects: { ...tab.effects, storage } })
  const started = here.start()
  await until(() => store)
  const out = here.logout({ everywhere: false })
  store?.()
  await Promise.all([out, started])
  await settle()
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
  expect(here.events.map(({ type }) => type)).not.toContain('tokens-arrived')
  expect(browser.records.size).toBe(0)
  expect(server.requests).toContain('revoke')
})

test('who signs out in another tab while a code is exchanged is not signed in by it', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { client: there } = await signIn(browser.openTab(), { remember: 'tab' })
  const before = browser.openTab()
  client(before, { remember: 'tab' })
    .login()
    .catch(() => {})
  const tab = before.load(server.authorize(await until(() => before.leftFor)))
  let answer: (() => void) | undefined
  server.intercept = async (endpoint, proceed) => {
    const response = await proceed()
    if (endpoint === 'token' && !answer) await new Promise<void>((resolve) => (answer = resolve))
    return response
  }
  const here = client(tab, { remember: 'tab' })
  const started = here.start()
  await until(() => answer)
  await there.logout({ everywhere: false })
  answer?.()
  await started
  expect(here.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'signed-out' } })
})
