import { expect, test } from 'vitest'
import { advanceUntil, createWorld, settle, until } from '../../src/testing/index.js'

const day = 86_400_000
const decade = 3652 * day
const refreshes = (requests: readonly string[]): number =>
  requests.filter((name) => name === 'token').length - 1

test('after a sleep over the end of the token one renewal is made, and the calls wait for it', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  const old = await client.accessToken()
  clock.sleep(8 * 3_600_000)
  tab.emit({ type: 'woke' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('https://api.example/')))
  expect(answers.every(({ ok }) => ok)).toBe(true)
  expect(server.tokensSeen).not.toContain(old)
  expect(refreshes(server.requests)).toBe(1)
})

test.each([day, -day, decade, -decade])(
  'a clock that is set by %d ms makes one renewal at most, and signs nobody out',
  async (ms) => {
    const { browser, server, clock, signIn } = createWorld()
    const { tab, client } = await signIn(browser.openTab())
    clock.set(ms)
    tab.emit({ type: 'woke' })
    for (let call = 0; call < 20; call++)
      expect((await client.fetch('https://api.example/')).status).toBe(200)
    expect(refreshes(server.requests)).toBeLessThanOrEqual(1)
    expect(client.session.get()).toMatchObject({ status: 'signed-in' })
    clock.advance(3_600_000)
    expect((await client.fetch('https://api.example/')).status).toBe(200)
    expect(refreshes(server.requests)).toBeLessThanOrEqual(2)
  },
)

test.each([day, -day])(
  'a page that is loaded after the clock was set by %d ms goes on with the session',
  async (ms) => {
    const { browser, server, clock, client, signIn } = createWorld()
    const { tab } = await signIn(browser.openTab())
    clock.set(ms)
    const after = client(tab.load(tab.url))
    await after.start()
    expect((await after.fetch('https://api.example/')).status).toBe(200)
    expect(refreshes(server.requests)).toBe(1)
    expect((await after.fetch('https://api.example/')).status).toBe(200)
    expect(refreshes(server.requests)).toBe(1)
  },
)

test.each([
  ['ahead', 86_400_000],
  ['behind', -86_400_000],
])('an ID Token that is refused for a clock %s says by how much it is off', async (_, off) => {
  const { browser, server, clock, signIn } = createWorld()
  server.claims = (claims) => ({
    ...claims,
    iat: Number(claims.iat) - off / 1000,
    exp: Number(claims.exp) - off / 1000,
  })
  const { client } = await signIn(browser.openTab())
  const session = client.session.get()
  expect(session).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code: 'id-token-rejected', recovery: 'sign-in' },
  })
  if (session.status !== 'signed-out' || session.error?.code !== 'id-token-rejected')
    throw new Error('not refused')
  expect(session.error.details).toMatchObject({ clockOffMs: off })
  expect(session.error.message).toContain('86400 s')
  void clock
})

test('a clock that was always wrong shortens no token: its life is counted from its arrival', async () => {
  const { browser, server, clock, signIn } = createWorld()
  // Without ID Tokens there is nothing that the clock is compared with.
  server.tokenResponse = ({ id_token, ...body }) => body
  clock.set(-decade)
  const { client } = await signIn(browser.openTab(), { scope: 'offline_access' })
  clock.advance(3_000_000)
  const token = await client.accessToken()
  clock.advance(600_000)
  expect(await client.accessToken()).not.toBe(token)
  expect(refreshes(server.requests)).toBe(1)
})

test.each([0, 1, '1', -5, null, 'soon', Number.MAX_VALUE])(
  'expires_in of %s makes no storm',
  async (expiresIn) => {
    const { browser, server, clock, signIn } = createWorld()
    server.tokenResponse = (body) => ({ ...body, expires_in: expiresIn })
    const { client } = await signIn(browser.openTab())
    expect(client.session.get().status).toBe('signed-in')
    for (let call = 0; call < 50; call++) {
      await client.accessToken()
      clock.advance(20)
    }
    expect(refreshes(server.requests)).toBeLessThanOrEqual(1)
  },
)

test('a clock that is set back does not keep a hidden page from renewing a token that has expired since', async () => {
  const { browser, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  tab.visible = false
  const old = await client.accessToken()
  expect(await client.accessToken()).toBe(old)
  clock.set(-day)
  clock.advance(3_600_000)
  expect(await client.accessToken()).not.toBe(old)
})

test('without expires_in a token is used until it is refused', async () => {
  const { browser, server, clock, signIn } = createWorld()
  server.accessTokenSeconds = undefined
  const { client } = await signIn(browser.openTab())
  clock.advance(30 * day)
  await client.accessToken()
  expect(refreshes(server.requests)).toBe(0)
  expect(client.session.get()).not.toHaveProperty('expiresAt')
})

test('a visible page renews ahead of use, a hidden one on use', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  await settle()
  clock.advance(3_530_000)
  await settle()
  expect(refreshes(server.requests)).toBe(0)
  await advanceUntil(clock, () => refreshes(server.requests) === 1)
  expect(clock.now()).toBeLessThan(Date.UTC(2026, 0, 1) + 3_590_000)
  const hidden = browser.openTab()
  hidden.visible = false
  tab.visible = false
  await client(hidden).start()
  clock.advance(2 * 3_600_000)
  await settle()
  expect(refreshes(server.requests)).toBe(1)
  hidden.visible = true
  hidden.emit({ type: 'woke' })
  await until(() => refreshes(server.requests) === 2)
})

test('a page left alone past the end of a session without renewal shows signed out by itself', async () => {
  const { browser, server, clock, signIn } = createWorld()
  server.tokenResponse = ({ refresh_token, ...body }) => body
  const { client } = await signIn(browser.openTab())
  await settle()
  clock.advance(3_590_000)
  expect(client.session.get().status).toBe('signed-in')
  clock.advance(60_000)
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'expired' })
  await until(() => !JSON.stringify([...browser.local, ...browser.records]).includes('access-'))
})

test('a clock that is set forward does not end a session that cannot be renewed', async () => {
  const { browser, server, clock, signIn } = createWorld()
  server.tokenResponse = ({ refresh_token, ...body }) => body
  const { tab, client } = await signIn(browser.openTab())
  clock.set(day)
  tab.emit({ type: 'woke' })
  await settle()
  expect(client.session.get().status).toBe('signed-in')
})
