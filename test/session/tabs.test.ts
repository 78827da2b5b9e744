import { expect, test } from 'vitest'
import { advanceUntil, createWorld, testIssuer as issuer, settle, until } from '../../src/testing/index.js'

const refreshes = (requests: readonly string[]): number =>
  requests.filter((name) => name === 'token').length - 1

test('ten tabs with an expired token and twenty calls each make one refresh, and all succeed', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  await signIn(browser.openTab())
  const tabs = Array.from({ length: 10 }, () => client(browser.openTab()))
  await Promise.all(tabs.map((tab) => tab.start()))
  clock.advance(3_600_000)
  const answers = await Promise.all(
    tabs.flatMap((tab) => Array.from({ length: 20 }, () => tab.fetch('https://api.example/'))),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(200).fill(200))
  expect(refreshes(server.requests)).toBe(1)
  expect(new Set(tabs.map((tab) => tab.session.get().status))).toEqual(new Set(['signed-in']))
})

test('a frozen holder of the lock is passed over once it has had the time of a live one', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab: frozen, client: stuck } = await signIn(browser.openTab())
  const waiting = client(Object.assign(browser.openTab(), { visible: false }))
  await waiting.start()
  clock.advance(3_600_000)
  server.intercept = () => new Promise(() => {})
  stuck.accessToken().catch(() => {})
  await until(() => refreshes(server.requests) === 1)
  frozen.frozen = true
  delete server.intercept
  let token: string | undefined
  waiting.accessToken().then((value) => {
    token = value
  })
  await settle()
  clock.advance(11_000)
  await settle()
  expect(token).toBeUndefined()
  await advanceUntil(clock, () => token)
  expect(waiting.session.get().status).toBe('signed-in')
})

test('a slow holder of the lock is asked, answers, and keeps it', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { client: slow } = await signIn(browser.openTab(), { timeoutMs: 600_000 })
  const waiting = client(Object.assign(browser.openTab(), { visible: false }))
  await waiting.start()
  clock.advance(3_600_000)
  let answer = (): void => {}
  server.intercept = (_, proceed) => new Promise<void>((resolve) => (answer = resolve)).then(proceed)
  const tokens = [slow.accessToken()]
  await until(() => refreshes(server.requests) === 1)
  tokens.push(waiting.accessToken())
  for (let turn = 0; turn < 100; turn++) {
    await settle()
    clock.advance(500)
  }
  expect(refreshes(server.requests)).toBe(1)
  delete server.intercept
  answer()
  const [one, other] = await Promise.all(tokens)
  expect(one).toBe(other)
  expect(refreshes(server.requests)).toBe(1)
})

test('without locks, a tab whose refresh token another has used adopts what that stored', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  browser.locks = false
  browser.broken.add('channel')
  const { client: first } = await signIn(browser.openTab())
  const second = client(browser.openTab())
  await second.start()
  clock.advance(3_600_000)
  const stored = (): string => JSON.stringify([...browser.records.values()])
  const before = stored()
  let sent = 0
  // Both requests are under way before either is answered. The answer to the first is stored before the
  // second is refused; this server forgives.
  server.intercept = async (_endpoint, proceed) => {
    const isFirst = ++sent === 1
    await until(() => sent === 2)
    if (isFirst) return proceed()
    await until(() => stored() !== before)
    return Response.json({ error: 'invalid_grant' }, { status: 400 })
  }
  const both = Promise.all([first.accessToken(), second.accessToken()])
  await until(() => sent === 2)
  let tokens: string[] | undefined
  both.then((values) => {
    tokens = values
  })
  const [one, other] = await advanceUntil(clock, () => tokens)
  expect(other).toBe(one)
  expect(second.session.get().status).toBe('signed-in')
})

test('a sign-out reaches every tab at once', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  const there = client(browser.openTab())
  await there.start()
  await here.logout()
  await until(() => there.session.get().status === 'signed-out')
  expect(there.session.get()).toEqual({ status: 'signed-out', reason: 'other-tab' })
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
  await expect(there.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
})

test('a sign-out reaches a tab that hears no messages by the storage event', async () => {
  const { browser, client, signIn } = createWorld()
  browser.broken.add('channel')
  const { client: here } = await signIn(browser.openTab())
  const tab = browser.openTab()
  const there = client(tab)
  await there.start()
  await settle()
  await here.logout()
  await settle()
  expect(there.session.get().status).toBe('signed-in')
  tab.emit({ type: 'stored', key: `hallpass1 ${issuer} app` })
  await until(() => there.session.get().status === 'signed-out')
})

test.each(['tab', 'page'] as const)(
  "remember '%s': a sign-out in one tab ends the session of the others, and revokes their grants",
  async (remember) => {
    const { browser, server, signIn } = createWorld()
    const { client: here } = await signIn(browser.openTab(), { remember })
    const { tab, client: there } = await signIn(browser.openTab(), { remember })
    await here.logout()
    tab.emit({ type: 'stored', key: `hallpass1 ${issuer} app signed-out` })
    await until(() => there.session.get().status === 'signed-out')
    await until(() => server.requests.filter((name) => name === 'revoke').length === 2)
  },
)

test('a login in one tab signs the others in; one as somebody else leaves nothing behind', async () => {
  const { browser, server, client, signIn } = createWorld()
  const there = client(browser.openTab())
  await there.start()
  await signIn(browser.openTab())
  await until(() => there.session.get().status === 'signed-in')
  expect(there.session.get()).toMatchObject({ user: { sub: 'ada' } })
  const before = JSON.stringify([...browser.records])
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => JSON.stringify(there.session.get()).includes('grace'))
  const tokens = before.match(/(access|refresh)-\d+/g) ?? []
  expect(tokens.length).toBeGreaterThan(1)
  for (const token of tokens)
    expect(JSON.stringify([...browser.records, ...browser.local])).not.toContain(`"${token}"`)
})

test('two clients with another client id on one origin never meet', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: one } = await signIn(browser.openTab())
  const other = client(browser.openTab(), { clientId: 'other' })
  await other.start()
  expect(other.session.get().status).toBe('signed-out')
  await other.logout()
  await settle()
  expect(one.session.get().status).toBe('signed-in')
})

test('two clients with the same configuration on one page share one renewal', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: one } = await signIn(browser.openTab())
  const other = client(tab)
  await other.start()
  clock.advance(3_600_000)
  const tokens = await Promise.all([one.accessToken(), other.accessToken()])
  expect(tokens[0]).toBe(tokens[1])
  expect(refreshes(server.requests)).toBe(1)
})

test("remember 'tab': a duplicated tab uses its access token, and never the refresh token", async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: original } = await signIn(browser.openTab(), { remember: 'tab' })
  const copyTab = tab.duplicate()
  const copy = client(copyTab, { remember: 'tab' })
  await copy.start()
  expect(await copy.accessToken()).toBe(await original.accessToken())
  clock.advance(3_600_000)
  await expect(copy.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(copy.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
  expect(JSON.stringify([...copyTab.session])).not.toContain('refresh-')
  expect(await original.accessToken()).toMatch(/^access-/)
  expect(refreshes(server.requests)).toBe(1)
})

test("remember 'tab': a reloaded tab is still the same tab", async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: before } = await signIn(browser.openTab(), { remember: 'tab' })
  before.close()
  const after = client(tab.load(tab.url), { remember: 'tab' })
  await after.start()
  clock.advance(3_600_000)
  expect(await after.accessToken()).toMatch(/^access-/)
  expect(refreshes(server.requests)).toBe(1)
})

test("remember 'tab': a copy is recognised also when its original was left before it looked", async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab, client: original } = await signIn(browser.openTab(), { remember: 'tab' })
  const copyTab = tab.duplicate()
  const next = client(tab.load(tab.url), { remember: 'tab' })
  original.close()
  const copy = client(copyTab, { remember: 'tab' })
  await Promise.all([next.start(), copy.start()])
  clock.advance(3_600_000)
  await expect(copy.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(await next.accessToken()).toMatch(/^access-/)
  expect(refreshes(server.requests)).toBe(1)
})
