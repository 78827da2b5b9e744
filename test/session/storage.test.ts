import { expect, test } from 'vitest'
import { createWorld, testIssuer as issuer, settle, until } from '../../src/testing/index.js'

const name = `hallpass1 ${issuer} app`

test.each([
  'undefined',
  'null',
  '5',
  '[]',
  '"x"',
  '{',
  '{"afterSignOut":0,"loginAt":"now","renewals":0}',
  `{"afterSignOut":0,"loginAt":0,"renewals":0,"renewable":true,"claims":[],"tokens":{}}`,
  `{"afterSignOut":0,"loginAt":0,"renewals":0,"renewable":true,"claims":{"sub":"a"},` +
    `"tokens":{"":{"value":1}}}`,
])('a record that is %s is nothing, and is removed', async (text) => {
  for (const remember of ['tab', 'browser'] as const) {
    const { browser, client } = createWorld()
    const tab = browser.openTab()
    tab.session.set(name, text)
    browser.local.set(name, text)
    browser.records.set(name, text)
    const fresh = client(tab, { remember })
    expect(await fresh.start()).toEqual({ status: 'signed-out', reason: 'never' })
    expect(
      remember === 'tab' ? tab.session.has(name) : browser.records.has(name) || browser.local.has(name),
    ).toBe(false)
  }
})

test('a record cannot change what all objects inherit', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  tab.session.set(
    name,
    '{"__proto__":{"bad":1},"renewable":false,"afterSignOut":0,"loginAt":0,"renewals":0,' +
      '"claims":{"sub":"a","__proto__":{"bad":1}},' +
      '"tokens":{"":{"value":"x","scope":[],"receivedAt":0,"__proto__":{"bad":1}}}}',
  )
  const session = await client(tab, { remember: 'tab' }).start()
  expect(({} as { bad?: number }).bad).toBeUndefined()
  expect(session).toMatchObject({ status: 'signed-in' })
})

test.each(['tab', 'browser'] as const)(
  "remember '%s': a session is restored without a request",
  async (remember) => {
    const { browser, server, client, signIn } = createWorld()
    const { tab, client: before } = await signIn(browser.openTab(), { remember })
    const token = await before.accessToken()
    before.close()
    const asked = server.requests.length
    const after = client(tab.load(tab.url), { remember })
    await after.start()
    expect(after.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(await after.accessToken()).toBe(token)
    await settle()
    expect(server.requests.length).toBe(asked)
    expect(after.events.map(({ type }) => type)).toEqual(['restored'])
  },
)

test("remember 'page': nothing is left behind, anywhere", async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: before } = await signIn(browser.openTab(), { remember: 'page' })
  expect(await before.accessToken()).toMatch(/^access-/)
  const all = JSON.stringify([[...browser.local], [...browser.records], [...tab.session]])
  expect(all).not.toMatch(/access-|refresh-|eyJ/)
  expect(await client(tab.load(tab.url), { remember: 'page' }).start()).toMatchObject({
    status: 'signed-out',
  })
})

test('the mirror in localStorage has nothing that renews the session', async () => {
  const { browser, signIn } = createWorld()
  await signIn(browser.openTab())
  expect(browser.local.get(name)).toMatch(/access-/)
  expect(browser.local.get(name)).not.toMatch(/refresh-|eyJ/)
})

test.each(['tab', 'browser', 'page'] as const)(
  "remember '%s': after a login nothing of the login itself is stored",
  async (remember) => {
    const { browser, signIn } = createWorld()
    const { tab } = await signIn(browser.openTab(), { remember })
    expect(JSON.stringify([...tab.session, ...browser.local])).not.toMatch(/verifier|code-\d/)
  },
)

test.each([
  ['IndexedDB', 'database'],
  ['localStorage', 'browser'],
] as const)('without %s a person signs in all the same', async (_, area) => {
  const { browser, signIn } = createWorld()
  browser.broken.add(area)
  const { client } = await signIn(browser.openTab())
  expect(client.session.get().status).toBe('signed-in')
  expect(await client.accessToken()).toMatch(/^access-/)
  if (area !== 'database') return
  await until(() => client.events.some((event) => event.type === 'warning' && event.error.code === 'storage'))
})

test('without sessionStorage a login is refused before the page leaves, and says why', async () => {
  const { browser, client } = createWorld()
  browser.broken.add('tab')
  const tab = browser.openTab()
  const here = client(tab)
  await expect(here.login()).rejects.toMatchObject({ code: 'storage', recovery: 'retry' })
  expect(tab.leftFor).toBeUndefined()
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
})

test('rotated tokens that cannot be stored are kept in memory; a warning, no stale one stays', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  server.intercept = async (endpoint, proceed) => {
    const response = await proceed()
    if (endpoint === 'token') browser.broken.add('database')
    return response
  }
  const token = await client.accessToken()
  await until(() => client.events.some((event) => event.type === 'warning' && event.error.code === 'storage'))
  expect(browser.local.has(name)).toBe(false)
  delete server.intercept
  browser.broken.delete('database')
  clock.advance(3_600_000)
  expect(await client.accessToken()).not.toBe(token)
  expect(JSON.stringify([...browser.records.values()])).toContain(await client.accessToken())
})

test('cleared storage ends the session of all tabs, and a late renewal does not restore it', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  server.intercept = async (endpoint, proceed) => {
    const response = await proceed()
    if (endpoint === 'token') {
      browser.records.clear()
      browser.local.clear()
    }
    return response
  }
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  tab.emit({ type: 'stored', key: undefined })
  await until(() => client.session.get().status === 'signed-out')
  expect(browser.records.size).toBe(0)
})
