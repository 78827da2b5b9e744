// @vitest-environment node

import { expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import type { ClientOptions } from '../../src/index.js'
import { createWorld, settle, type TestTab, until, type World } from '../../src/testing/index.js'
import { createBoundWorld, keysAt, noncesAt } from './bound-world.js'

const name = 'hallpass1 https://login.example app'

interface StoredKey {
  readonly jkt: string
  readonly pair: { readonly privateKey: CryptoKey }
  readonly kept?: boolean
}

function keysIn({ browser }: World): readonly StoredKey[] {
  return (browser.records.get(keysAt) ?? []) as readonly StoredKey[]
}

/** Any session there is, wherever it is stored. */
function jktOf({ browser }: World, tab: TestTab): unknown {
  return JSON.parse(tab.session.get(name) ?? browser.local.get(name) ?? '{}').jkt
}

test('one key for a session: in the authorization request, code exchange, renewal and call', async () => {
  const world = createBoundWorld()
  const { bound, browser, clock } = world
  const { client } = await world.signIn(browser.openTab())
  expect(client.session.get().status).toBe('signed-in')
  await client.fetch('https://api.example/orders?id=1')
  clock.advance(3600_000)
  await until(() => bound.proofs.filter(({ endpoint }) => endpoint === 'token').length === 2)
  await settle()
  expect((await client.fetch('https://api.example/orders')).status).toBe(200)

  expect(bound.proofs.map(({ endpoint }) => endpoint)).toEqual(['token', 'api', 'token', 'api'])
  expect(new Set(bound.proofs.map(({ jkt }) => jkt)).size).toBe(1)
  expect(keysIn(world)).toMatchObject([{ jkt: bound.proofs[0]?.jkt, kept: true }])
})

test('the key at rest cannot be exported', async () => {
  const world = createBoundWorld()
  await world.signIn(world.browser.openTab())
  const { privateKey } = keysIn(world)[0]?.pair ?? {}
  if (!privateKey) throw new Error('no key')
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
})

test.each(['page', 'tab', 'browser'] as const)(
  "remember '%s': a sign-out leaves no key and no nonce",
  async (remember) => {
    const world = createBoundWorld()
    const { bound, browser } = world
    bound.nonces.set('token', 'as-1')
    const { client } = await world.signIn(browser.openTab(), { remember })
    expect(keysIn(world).length).toBe(remember === 'page' ? 0 : 1)
    expect(browser.local.get(noncesAt)).toContain('as-1')
    await client.logout({ everywhere: false })
    expect(browser.records.has(keysAt)).toBe(false)
    expect(browser.local.has(noncesAt)).toBe(false)
  },
)

test("remember 'page': the key is taken out of storage with the answer, and goes on working", async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab(), { remember: 'page' })
  expect(world.browser.records.has(keysAt)).toBe(false)
  expect((await client.fetch('https://api.example/')).status).toBe(200)
})

test('a reload and another tab go on with the same key', async () => {
  const world = createBoundWorld()
  const { bound, browser } = world
  const { tab } = await world.signIn(browser.openTab())
  for (const next of [tab.load(tab.url), browser.openTab()]) {
    const client = world.client(next)
    await client.start()
    expect((await client.fetch('https://api.example/')).status).toBe(200)
  }
  expect(new Set(bound.proofs.map(({ jkt }) => jkt)).size).toBe(1)
})

test('a login has its own key, and the session before keeps its own until the login succeeds', async () => {
  const world = createBoundWorld()
  const { bound, browser } = world
  const { tab, client } = await world.signIn(browser.openTab())
  const first = jktOf(world, tab)
  client.login().catch(() => {})
  await until(() => tab.leftFor)
  expect(keysIn(world)).toMatchObject([
    { jkt: first, kept: true },
    { jkt: expect.not.stringMatching(`^${first}$`) },
  ])
  expect((await client.fetch('https://api.example/')).status).toBe(200)
  expect(bound.proofs.at(-1)?.jkt).toBe(first)

  const { tab: after } = await world.signIn(browser.openTab())
  expect(jktOf(world, after)).not.toBe(first)
  expect(keysIn(world).filter(({ kept }) => kept)).toMatchObject([{ jkt: jktOf(world, after) }])
})

test('keys of logins that nobody finished go with a later login', async () => {
  const world = createBoundWorld()
  const { browser, clock } = world
  const tab = browser.openTab()
  world
    .client(tab)
    .login()
    .catch(() => {})
  await until(() => tab.leftFor)
  clock.advance(3_600_001)
  await world.signIn(browser.openTab())
  expect(keysIn(world)).toMatchObject([{ kept: true }])
})

test('a key that is lost ends the session once, with a reason, and asks to sign in', async () => {
  const world = createBoundWorld()
  const { browser, server } = world
  const { tab } = await world.signIn(browser.openTab(), { remember: 'tab' })
  browser.records.clear()
  const before = server.requests.length

  const client = world.client(tab.load(tab.url), { remember: 'tab' })
  await client.start()
  const session = await until(() => {
    const now = client.session.get()
    return now.status === 'signed-out' && now
  })
  expect(session).toMatchObject({ reason: 'failed', error: { code: 'dpop-key-lost', recovery: 'sign-in' } })
  expect(client.events.filter(({ type }) => type === 'ended')).toHaveLength(1)
  expect(tab.session.has(name)).toBe(false)
  expect(server.requests.length).toBe(before)

  const again = world.client(tab.load(tab.url), { remember: 'tab' })
  expect(await again.start()).toEqual({ status: 'signed-out', reason: 'never' })
  const { client: signedIn } = await world.signIn(tab.load(tab.url), { remember: 'tab' })
  expect((await signedIn.fetch('https://api.example/')).status).toBe(200)
})

test('a call made before the loss is noticed fails with the same error', async () => {
  const world = createBoundWorld()
  const { tab } = await world.signIn(world.browser.openTab(), { remember: 'tab' })
  world.browser.records.clear()
  const client = world.client(tab.load(tab.url), { remember: 'tab' })
  await expect(client.fetch('https://api.example/')).rejects.toMatchObject({ code: 'dpop-key-lost' })
})

test('a database that does not answer has lost nothing: the session waits for it', async () => {
  const world = createBoundWorld()
  const { browser } = world
  const { tab } = await world.signIn(browser.openTab(), { remember: 'tab' })
  browser.broken.add('database')
  const client = world.client(tab.load(tab.url), { remember: 'tab' })
  await client.start()
  await settle()
  expect(client.session.get().status).toBe('signed-in')
  await expect(client.fetch('https://api.example/')).rejects.toMatchObject({ code: 'storage' })
  browser.broken.clear()
  expect((await client.fetch('https://api.example/')).status).toBe(200)
})

test('a browser that stores no keys is told before it leaves the page', async () => {
  const world = createBoundWorld()
  const tab = world.browser.openTab()
  world.browser.broken.add('database')
  const client = world.client(tab, { remember: 'tab' })
  await client.start()
  await expect(client.login()).rejects.toMatchObject({ code: 'storage', details: { area: 'dpop' } })
  expect(tab.leftFor).toBeUndefined()
})

test('a token that is bound to nothing is refused', async () => {
  const world = createBoundWorld()
  world.bound.tokenType = 'Bearer'
  const { client } = await world.signIn(world.browser.openTab())
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code: 'configuration', details: { option: 'dpop' } },
  })
})

test('a renewal that brings a token bound to nothing is refused, and the session goes on', async () => {
  const world = createBoundWorld()
  const { bound, clock } = world
  const { client } = await world.signIn(world.browser.openTab())
  bound.tokenType = 'Bearer'
  clock.advance(3600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'configuration' })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'configuration' } })
})

test('`required: false` takes such tokens, and renews with the key, which may be needed', async () => {
  const world = createBoundWorld()
  const { bound, clock } = world
  bound.tokenType = 'Bearer'
  const { client } = await world.signIn(world.browser.openTab(), { dpop: dpop({ required: false }) })
  expect(client.session.get().status).toBe('signed-in')
  clock.advance(3600_000)
  await client.accessToken()
  expect(bound.proofs.map(({ endpoint }) => endpoint)).toEqual(['token', 'token'])
})

test('`required: false` asks a server without DPoP for nothing it does not know', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const { client } = await world.signIn(tab, { dpop: dpop({ required: false }) })
  expect(client.session.get().status).toBe('signed-in')
  expect(new URL(tab.leftFor ?? '').searchParams.has('dpop_jkt')).toBe(false)
  expect((await client.fetch('https://api.example/')).status).toBe(200)
})

test('a server that signs with something else is told before the login', async () => {
  const world = createBoundWorld()
  world.server.metadata.dpop_signing_alg_values_supported = ['RS256']
  const client = world.client(world.browser.openTab())
  await expect(client.login()).rejects.toMatchObject({ code: 'configuration', details: { option: 'dpop' } })
})

test('a token that has to be proven is refused by a client without DPoP', async () => {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, token_type: 'DPoP' })
  const { client } = await world.signIn(world.browser.openTab())
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    error: { code: 'configuration', recovery: 'fix', details: { option: 'dpop' } },
  })
})

test('a session of before DPoP was turned on is none, nor is one of before it was turned off', async () => {
  const world = createBoundWorld()
  const { tab } = await world.signIn(world.browser.openTab())
  const without = world.client(tab.load(tab.url), { dpop: undefined } as unknown as Partial<ClientOptions>)
  expect(await without.start()).toMatchObject({ status: 'signed-out', reason: 'never' })
  expect(world.browser.local.has(name)).toBe(false)
})

test('a refresh has the key of the login: the proof is of the key in the session record', async () => {
  const world = createBoundWorld()
  const { bound, browser, clock } = world
  const { tab, client } = await world.signIn(browser.openTab())
  const mine = jktOf(world, tab)
  const other = browser.openTab()
  world
    .client(other)
    .login()
    .catch(() => {})
  await until(() => other.leftFor)
  clock.advance(3600_000)
  await client.accessToken()
  expect(bound.proofs.at(-1)).toMatchObject({ endpoint: 'token', jkt: mine })
})

test('what is not made by `dpop()` is refused when the client is made', () => {
  const world = createBoundWorld()
  for (const wrong of [true, dpop, { required: true }]) {
    const options = { dpop: wrong } as unknown as Partial<ClientOptions>
    expect(() => world.client(world.browser.openTab(), options)).toThrow(
      "dpop: write dpop(), from 'hallpass/dpop'",
    )
  }
})
