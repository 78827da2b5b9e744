// @vitest-environment node

import { expect, test } from 'vitest'
import { createWorld, type World } from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'
import { createBoundWorld } from '../dpop/bound-world.js'

/** A UserInfo endpoint that answers so; returns what it was asked. */
function answerUserInfo(world: World, answer: (request: Request) => Response): Request[] {
  const { server } = world
  const asked: Request[] = []
  server.metadata.userinfo_endpoint = `${server.metadata.issuer}/userinfo`
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint !== 'userinfo') return proceed()
    asked.push(request)
    return answer(request)
  }
  return asked
}

test('it asks with the access token, and the session stays as it is', async () => {
  const world = createWorld()
  const asked = answerUserInfo(world, () => Response.json({ sub: 'ada', email: 'ada@example.com' }))
  const { client } = await world.signIn(world.browser.openTab())
  const before = client.session.get()
  expect(await userInfo(client)).toEqual({ sub: 'ada', email: 'ada@example.com' })
  expect(asked[0]?.headers.get('authorization')).toBe(`Bearer ${await client.accessToken()}`)
  expect(client.session.get()).toBe(before)
})

test.each([
  ['another person', { sub: 'eve' }],
  ['nobody', { email: 'ada@example.com' }],
  ['a number', { sub: 1 }],
])('an answer about %s is refused', async (_who, claims) => {
  const world = createWorld()
  answerUserInfo(world, () => Response.json(claims))
  const { client } = await world.signIn(world.browser.openTab())
  await expect(userInfo(client)).rejects.toMatchObject({
    code: 'invalid-response',
    details: { endpoint: 'UserInfo endpoint', problem: 'malformed' },
  })
})

test('without an ID Token there is nobody to compare with', async () => {
  const world = createWorld()
  answerUserInfo(world, () => Response.json({ sub: 'ada' }))
  world.server.tokenResponse = ({ id_token: _, ...body }) => body
  const { client } = await world.signIn(world.browser.openTab(), { scope: 'profile' })
  expect(await userInfo(client)).toEqual({ sub: 'ada' })
})

test('a token that is refused is renewed once', async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const old = await client.accessToken()
  const isOld = (request: Request) => request.headers.get('authorization')?.endsWith(old)
  const asked = answerUserInfo(world, (request) =>
    isOld(request)
      ? new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
      : Response.json({ sub: 'ada' }),
  )
  world.server.metadata.userinfo_endpoint = 'https://login.example/userinfo'
  world.browser.local.delete('hallpass1 metadata https://login.example')
  const tab = world.client(world.browser.openTab())
  await tab.start()
  expect(await userInfo(tab)).toEqual({ sub: 'ada' })
  expect(asked).toHaveLength(2)
})

test('a token that is never good enough makes one renewal, and an error', async () => {
  const world = createWorld()
  answerUserInfo(world, () => new Response(null, { status: 401 }))
  const { client } = await world.signIn(world.browser.openTab())
  await expect(userInfo(client)).rejects.toMatchObject({ code: 'configuration', recovery: 'fix' })
  expect(world.server.requests.filter((endpoint) => endpoint === 'token')).toHaveLength(2)
})

test.each([
  ['403', () => Response.json({ error: 'insufficient_scope' }, { status: 403 }), 'configuration'],
  ['503', () => new Response(null, { status: 503 }), 'server-unavailable'],
  ['a page', () => new Response('<h1>Wi-Fi</h1>'), 'invalid-response'],
  ['no end', () => Response.json({ sub: 'ada', x: 'x'.repeat(1 << 20) }), 'invalid-response'],
])('%s is an error of its own', async (_what, answer, code) => {
  const world = createWorld()
  answerUserInfo(world, answer)
  const { client } = await world.signIn(world.browser.openTab())
  await expect(userInfo(client)).rejects.toMatchObject({ code })
  expect(client.session.get().status).toBe('signed-in')
})

test('a server that does not answer is waited for within the time limit', async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab(), { timeoutMs: 5000 })
  world.server.metadata.userinfo_endpoint = 'https://login.example/userinfo'
  world.browser.local.clear()
  const other = world.client(world.browser.openTab(), { timeoutMs: 5000 })
  await other.start()
  expect(client.session.get().status).toBe('signed-in')
  let reached = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    reached = resolve
  })
  world.server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'userinfo') return proceed()
    reached()
    return new Promise(() => {})
  }
  const asking = userInfo(other)
  await arrived
  world.clock.advance(5000)
  await expect(asking).rejects.toMatchObject({ code: 'timeout' })
})

test('a server without the endpoint is told to the developer, nobody signed in apart', async () => {
  const world = createWorld()
  delete world.server.metadata.userinfo_endpoint
  const { client } = await world.signIn(world.browser.openTab())
  await expect(userInfo(client)).rejects.toMatchObject({ code: 'configuration' })
  await client.logout({ everywhere: false })
  await expect(userInfo(client)).rejects.toMatchObject({ code: 'signed-out' })
})

test('with DPoP it is proven, with the hash of the token and a nonce of the API it is', async () => {
  const world = createBoundWorld()
  const { bound } = world
  bound.nonces.set('userinfo', 'rs-1').set('token', 'as-1')
  const { client } = await world.signIn(world.browser.openTab())
  expect(await userInfo(client)).toMatchObject({ sub: 'ada' })
  expect(bound.proofs.slice(-2)).toMatchObject([
    {
      endpoint: 'userinfo',
      claims: { htm: 'GET', htu: 'https://login.example/userinfo', ath: expect.any(String) },
    },
    { endpoint: 'userinfo', claims: { nonce: 'rs-1' } },
  ])
})

test('so is what a `profile` asks after a login', async () => {
  const world = createBoundWorld()
  const { bound } = world
  bound.nonces.set('userinfo', 'rs-1')
  const { client } = await world.signIn(world.browser.openTab(), {
    profile: async ({ fetchJson }) => (await fetchJson('https://login.example/userinfo')) as { sub: string },
  })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada' } })
  expect(bound.proofs.map(({ endpoint }) => endpoint)).toEqual(['token', 'userinfo', 'userinfo'])
})
