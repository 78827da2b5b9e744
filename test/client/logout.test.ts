import { expect, test } from 'vitest'
import { createWorld, testIssuer as issuer, settle, until } from '../../src/testing/index.js'

test('a sign-out forgets here, revokes the grant, and goes through the server', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  await client.logout()
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
  expect(server.requests.at(-1)).toBe('revoke')
  const url = new URL(tab.leftFor ?? '')
  expect(url.origin + url.pathname).toBe(`${issuer}/logout`)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'app',
    post_logout_redirect_uri: 'https://app.example/',
    id_token_hint: expect.stringMatching(/^eyJ/),
    state: expect.stringMatching(/^[\w-]{10,}$/),
  })
  expect(JSON.stringify([...browser.records, ...browser.local, ...tab.session])).not.toMatch(
    /access-|refresh-|eyJ/,
  )
})

test.each<[string, () => Promise<Response>]>([
  ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['is overloaded', async () => new Response('', { status: 503 })],
  ['answers with HTML', async () => new Response('<html>ok')],
  ['refuses', async () => Response.json({ error: 'unsupported_token_type' }, { status: 400 })],
])('a server that %s is no obstacle to a sign-out', async (_, answer) => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  server.intercept = async (endpoint, proceed) => (endpoint === 'revoke' ? answer() : proceed())
  await client.logout()
  expect(client.session.get().status).toBe('signed-out')
  expect(browser.records.size).toBe(0)
  expect(tab.leftFor).toContain(`${issuer}/logout`)
})

test('a sign-out without a network is warned of, and says what becomes of the tokens', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  server.fail('*', 'offline')
  await client.logout()
  expect(client.events).toMatchObject([
    {},
    { type: 'ended', reason: 'logout' },
    {
      type: 'warning',
      error: {
        code: 'network',
        message: expect.stringMatching(/forgotten here all the same.* not kept for another try/),
      },
    },
  ])
  expect(JSON.stringify([...browser.records, ...browser.local, ...tab.session])).not.toMatch(
    /access-|refresh-|eyJ/,
  )
  expect(tab.leftFor).toContain(`${issuer}/logout`)
})

test('the session is gone at once, before the server has answered', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = () => new Promise(() => {})
  void client.logout()
  expect(client.session.get().status).toBe('signed-out')
  await until(() => browser.records.size === 0)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
})

test('logout({ everywhere: false }) stays on the page; the server sends people to a given URL', async () => {
  const { browser, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  await client.logout({ everywhere: false })
  expect(tab.leftFor).toBeUndefined()
  const other = await signIn(browser.openTab(), { postLogoutRedirectUri: 'https://app.example/bye' })
  await other.client.logout()
  expect(new URL(other.tab.leftFor ?? '').searchParams.get('post_logout_redirect_uri')).toBe(
    'https://app.example/bye',
  )
})

test('signing out twice, or when nobody is signed in, is nothing', async () => {
  const { browser, server, client } = createWorld()
  const here = client(browser.openTab())
  await here.start()
  await Promise.all([here.logout(), here.logout()])
  expect(server.requests).toEqual([])
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'never' })
})

test('signing in whoever is signed out does not cut off the way to the server\u2019s sign-out', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  client.session.subscribe(({ status }) => {
    if (status === 'signed-out') client.login().catch(() => {})
  })
  const left: string[] = []
  const { page } = tab.effects
  if (page) Object.assign(page, { leave: (url: string) => void left.push(url) })
  await client.logout()
  await settle()
  expect(left).toEqual([expect.stringContaining(`${issuer}/logout`)])
  expect(server.requests.filter((name) => name === 'revoke')).toHaveLength(1)
  tab.emit({ type: 'back-from-cache' })
  await until(() => left.length === 2)
})
