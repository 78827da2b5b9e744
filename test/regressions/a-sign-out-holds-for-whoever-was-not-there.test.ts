import { expect, test } from 'vitest'
import {
  testClientId as clientId,
  createWorld,
  testIssuer as issuer,
  settle,
  until,
} from '../../src/testing/index.js'

test("remember 'tab': a tab that was away during a sign-out returns signed out, grant revoked", async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab(), { remember: 'tab' })
  const { client: there } = await signIn(browser.openTab(), { remember: 'tab' })
  here.close()
  tab.emit({ type: 'left' })
  await there.logout({ everywhere: false })
  const back = client(tab.load(tab.url), { remember: 'tab' })
  expect(await back.start()).toEqual({ status: 'signed-out', reason: 'never' })
  await until(() => server.requests.filter((name) => name === 'revoke').length === 2)
})

test("remember 'tab': who signs in after that stays signed in, whatever the clock says", async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { client: there } = await signIn(browser.openTab(), { remember: 'tab' })
  await there.logout({ everywhere: false })
  clock.set(-86_400_000)
  const { tab } = await signIn(browser.openTab(), { remember: 'tab' })
  expect((await client(tab.load(tab.url), { remember: 'tab' }).start()).status).toBe('signed-in')
  await there.logout({ everywhere: false })
  expect((await client(tab.load(tab.url), { remember: 'tab' }).start()).status).toBe('signed-out')
})

test("remember 'browser': a session that could not be removed is none", async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  browser.broken.add('database')
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'revoke') throw new TypeError('offline')
    return proceed()
  }
  await here.logout({ everywhere: false })
  browser.broken.delete('database')
  delete server.intercept
  const asked = server.requests.length
  expect((await client(tab.load(tab.url)).start()).status).toBe('signed-out')
  await settle()
  expect(browser.records.size).toBe(0)
  expect(server.requests.slice(asked)).toContain('revoke')
})

test("remember 'browser': the tab that signs out tells the server, and no other does", async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  const otherTab = browser.openTab()
  const other = client(otherTab)
  await other.start()
  here.close()
  const database = await tab.effects.storage.database()
  let take: (() => void) | undefined
  const storage = {
    ...tab.effects.storage,
    database: async () => ({
      get: database.get,
      async update(key: string, change: (stored: unknown) => unknown) {
        if (!take) await new Promise<void>((resolve) => (take = resolve))
        return database.update(key, change)
      },
    }),
  }
  const leaving = client(tab, { effects: { ...tab.effects, storage } })
  await leaving.start()
  await settle()
  void leaving.logout()
  await until(() => take)
  otherTab.emit({ type: 'stored', key: `hallpass1 ${issuer} ${clientId} signed-out` })
  expect(other.session.get()).toMatchObject({ status: 'signed-out', reason: 'other-tab' })
  await settle()
  take?.()
  expect(await until(() => tab.leftFor)).toContain('id_token_hint=')
  expect(server.requests.filter((name) => name === 'revoke')).toHaveLength(1)
})

test("remember 'tab': a sign-out that localStorage refuses reaches the other tabs by message", async () => {
  const { browser, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab(), { remember: 'tab' })
  const { client: there } = await signIn(browser.openTab(), { remember: 'tab' })
  browser.broken.add('browser')
  await here.logout({ everywhere: false })
  await until(() => there.session.get().status === 'signed-out')
  expect(there.session.get()).toMatchObject({ reason: 'other-tab' })
})
