import { expect, test } from 'vitest'
import {
  testClientId as clientId,
  createWorld,
  testIssuer as issuer,
  settle,
  until,
} from '../../src/testing/index.js'

const mark = `hallpass1 ${issuer} ${clientId} signed-out`

test("a pause that cannot be stored takes nobody's session", async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab: otherTab, client: other } = await signIn(browser.openTab())
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  await settle()
  clock.advance(3_600_000)
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'token') throw new TypeError('offline')
    return proceed()
  }
  tab.failing.writes = 1
  await expect(here.accessToken()).rejects.toMatchObject({ code: 'network' })
  delete server.intercept
  otherTab.emit({ type: 'woke' })
  await settle()
  expect(other.session.get().status).toBe('signed-in')
  expect((await client(browser.openTab()).start()).status).toBe('signed-in')
})

/** A tab with a renewed session of Ada's that is in its memory alone. */
async function adaInMemory() {
  const world = createWorld()
  const { browser, clock, client, signIn } = world
  const { client: first } = await signIn(browser.openTab())
  first.close()
  const tab = browser.openTab()
  const ada = client(tab)
  await ada.start()
  await settle()
  clock.advance(3_600_000)
  tab.failing.writes = 1
  await ada.accessToken()
  expect(browser.records.size).toBe(0)
  return { ...world, tab, ada }
}

test('what is in memory alone goes on, and is stored at the next chance', async () => {
  const { browser, clock, ada } = await adaInMemory()
  clock.advance(3_600_000)
  expect(await ada.accessToken()).toMatch(/^access-/)
  expect(browser.records.size).toBe(1)
})

test('what is in memory alone gives way to the next person', async () => {
  const { browser, server, clock, signIn, tab, ada } = await adaInMemory()
  server.user = 'grace'
  const { client: grace } = await signIn(browser.openTab())
  tab.emit({ type: 'woke' })
  await settle()
  expect(ada.session.get()).toMatchObject({ user: { sub: 'grace' } })
  clock.advance(3_600_000)
  await ada.accessToken()
  expect(grace.session.get()).toMatchObject({ user: { sub: 'grace' } })
})

test('what is in memory alone ends with a sign-out', async () => {
  const { browser, server, signIn, tab, ada } = await adaInMemory()
  tab.frozen = true
  server.user = 'grace'
  const { client: grace } = await signIn(browser.openTab())
  await grace.logout({ everywhere: false })
  tab.frozen = false
  tab.emit({ type: 'stored', key: mark })
  expect(ada.session.get()).toMatchObject({ status: 'signed-out', reason: 'other-tab' })
  await settle()
  expect(browser.records.size).toBe(0)
})

test('a login that could not be stored is not undone by the session that was there before', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { client: first } = await signIn(browser.openTab())
  first.close()
  clock.advance(1000)
  server.user = 'grace'
  const before = browser.openTab()
  const leaving = client(before)
  await leaving.start()
  leaving.login().catch(() => {})
  const tab = before.load(server.authorize(await until(() => before.leftFor)))
  leaving.close()
  browser.broken.add('database')
  const here = client(tab)
  await here.start()
  browser.broken.delete('database')
  tab.emit({ type: 'woke' })
  await settle()
  expect(here.session.get()).toMatchObject({ user: { sub: 'grace' } })
  await here.accessToken({ rejected: await here.accessToken() })
  expect(here.session.get()).toMatchObject({ user: { sub: 'grace' } })
  expect(JSON.stringify([...browser.records.values()])).toContain('grace')
})

test('on a disk that takes nothing, renewal follows renewal', async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { client: first } = await signIn(browser.openTab())
  first.close()
  const tab = browser.openTab()
  const here = client(tab)
  await here.start()
  await settle()
  Object.assign(tab.failing, { writes: 100, deletes: 100 })
  for (let renewal = 0; renewal < 4; renewal++) {
    clock.advance(3_600_000)
    expect(await here.accessToken()).toMatch(/^access-/)
    await settle()
  }
  expect(here.session.get().status).toBe('signed-in')
})
