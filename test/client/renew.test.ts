import { expect, test } from 'vitest'
import { type Client, renew } from '../../src/index.js'
import { createWorld, until } from '../../src/testing/index.js'

test('renew() renews a token that is still good, and resolves to what the server says of the person now', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const before = await client.accessToken()
  server.claims = (claims) => ({ ...claims, name: 'Ada King' })
  expect((await renew(client)).user).toMatchObject({ name: 'Ada King' })
  expect(await client.accessToken()).not.toBe(before)
  // Again at once: another renewal, and not what is at hand.
  const count = (): number => server.requests.filter((name) => name === 'token').length
  const asked = count()
  await renew(client)
  expect(count()).toBe(asked + 1)
})

test('renew() starts the client, and rejects where nobody is signed in', async () => {
  const { browser, client } = createWorld()
  await expect(renew(client(browser.openTab()))).rejects.toMatchObject({
    code: 'signed-out',
    message: expect.stringContaining('Nobody is signed in'),
  })
})

test('renew() of a session without a refresh token says so, and the session goes on', async () => {
  const { browser, server, signIn } = createWorld()
  server.tokenResponse = ({ refresh_token: _, ...body }) => body
  const { client } = await signIn(browser.openTab())
  await expect(renew(client)).rejects.toMatchObject({ code: 'configuration' })
  expect(client.session.get().status).toBe('signed-in')
  expect(server.requests.filter((name) => name === 'token')).toHaveLength(1)
})

test('renew() passes on why the server cannot renew, and the session goes on', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? new Response('busy', { status: 503 }) : proceed()
  await expect(renew(client)).rejects.toMatchObject({ code: 'server-unavailable' })
  expect(client.session.get().status).toBe('signed-in')
})

test('renew() never resolves to another person, who has signed in while the server was asked', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  let answer = (): void => {}
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token') return proceed()
    delete server.intercept
    await new Promise<void>((done) => {
      answer = done
    })
    return proceed()
  }
  const renewing = renew(client)
  await until(() => !server.intercept)
  server.user = 'bob'
  await signIn(browser.openTab())
  await until(() => userOf(client) === 'bob')
  answer()
  await expect(renewing).rejects.toMatchObject({ code: 'signed-out' })
  expect(userOf(client)).toBe('bob')
})

test('two renewals in a row show both tokens, also where storage cannot be read any more', async () => {
  const { browser, server, signIn } = createWorld()
  const { client, tab } = await signIn(browser.openTab(), { scope: 'openid offline_access read' })
  const before = await client.accessToken()
  let asked = 0
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'token' && ++asked === 2) tab.failing.reads = Number.POSITIVE_INFINITY
    return proceed()
  }
  const renewing = renew(client)
  await until(() => asked === 1)
  expect(await client.accessToken({ scope: 'read' })).toMatch(/^access-/)
  await renewing
  expect(asked).toBe(2)
  expect(await client.accessToken()).not.toBe(before)
})

function userOf(client: Client): unknown {
  const session = client.session.get()
  return session.status === 'signed-in' && session.user.sub
}
