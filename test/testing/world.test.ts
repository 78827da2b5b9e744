// @vitest-environment node

import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { createKeyPair, createProof } from '../../src/protocol/dpop-proof.js'
import {
  createWorld,
  type Fault,
  settle,
  testClientId,
  testIssuer,
  until,
  type World,
} from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'

const api = 'https://api.example/items'

function idTokenOf({ browser }: World): string {
  const record = [...browser.records.entries()].find(([key]) => key.endsWith(` ${testClientId}`))?.[1]
  return (record as { readonly idToken: string }).idToken
}

test('ID Tokens are signed with a key that the server shows', async () => {
  const world = createWorld()
  await world.signIn(world.browser.openTab())
  const keys = (await (await world.server.fetch(`${testIssuer}/jwks`)).json()) as JSONWebKeySet
  const { payload } = await jwtVerify(idTokenOf(world), createLocalJWKSet(keys), {
    issuer: testIssuer,
    audience: testClientId,
    currentDate: new Date(world.clock.now()),
  })
  expect(payload.sub).toBe('ada')
})

test('a refresh token that is used twice ends the grant', async () => {
  const { server } = createWorld()
  const { refreshToken, accessToken } = server.issue({ sub: 'ada', scope: 'openid' })
  const renew = (token: string): Promise<Response> =>
    server.fetch(`${testIssuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
    })
  const { refresh_token: next } = await (await renew(refreshToken)).json()
  expect(server.read(accessToken)).toMatchObject({ sub: 'ada' })
  expect((await renew(refreshToken)).status).toBe(400)
  expect(server.read(accessToken)).toBeUndefined()
  expect((await renew(next)).status).toBe(400)
})

test('a code that comes twice ends the tokens of the first time', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const answer = server.authorize(await until(() => tab.leftFor))
  let form = ''
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token') form = await request.clone().text()
    return proceed()
  }
  const signedIn = client(tab.load(answer))
  await signedIn.start()
  const token = await signedIn.accessToken()
  expect(server.read(token)).toBeDefined()
  server.intercept = (_, proceed) => proceed()
  const again = await server.fetch(`${testIssuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
  expect([again.status, server.read(token)]).toEqual([400, undefined])
})

test('with another code verifier there are no tokens', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const request = new URL(await until(() => tab.leftFor))
  request.searchParams.set('code_challenge', 'of-another-verifier')
  const here = client(tab.load(server.authorize(request.href)))
  expect(await here.start()).toMatchObject({ status: 'signed-out', error: { code: 'grant-refused' } })
})

describe('DPoP', () => {
  test('binds tokens to the key, and wants a fresh nonce again and again', async () => {
    const world = createWorld()
    world.server.dpop = 'nonces'
    const { client } = await world.signIn(world.browser.openTab(), { dpop: dpop() })
    const nonces = new Set<string | null>()
    world.server.intercept = async (_, proceed) => {
      const response = await proceed()
      nonces.add(response.headers.get('dpop-nonce'))
      return response
    }
    for (let call = 0; call < 12; call++) expect((await client.fetch(api)).status).toBe(200)
    expect(nonces.size).toBeGreaterThan(2)
    expect(world.server.read(await client.accessToken())?.jkt).toMatch(/^[\w-]{43}$/)
    world.clock.advance(3_600_000)
    expect((await client.fetch(api)).status).toBe(200)
    expect(await userInfo(client)).toMatchObject({ sub: 'ada' })
  })

  test('a stolen token is of no use without the key', async () => {
    const world = createWorld()
    world.server.dpop = true
    const { client } = await world.signIn(world.browser.openTab(), { dpop: dpop() })
    const accessToken = await client.accessToken()
    const authorization = `DPoP ${accessToken}`
    expect((await world.server.fetch(api, { headers: { authorization } })).status).toBe(401)
    const claims = { method: 'GET', url: api, accessToken, now: world.clock.now() }
    const proof = await createProof(await createKeyPair(), claims)
    expect((await world.server.fetch(api, { headers: { authorization, dpop: proof } })).status).toBe(401)
    expect((await client.fetch(api)).status).toBe(200)
  })

  test('the refresh token is bound as well', async () => {
    const world = createWorld()
    world.server.dpop = true
    const { browser } = world
    await world.signIn(browser.openTab(), { dpop: dpop() })
    const { refreshToken } = [...browser.records.values()].find(
      (record) => typeof (record as { refreshToken?: string }).refreshToken === 'string',
    ) as { refreshToken: string }
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken })
    expect((await world.server.fetch(`${testIssuer}/token`, { method: 'POST', body: form })).status).toBe(400)
  })
})

test('a pushed request is what the person agrees to', async () => {
  const world = createWorld()
  const { client, tab } = await world.signIn(world.browser.openTab(), { pushed: true })
  expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  expect(world.server.requests).toContain('par')
  expect(tab.url).toBe('https://app.example/')
})

test('an API that wants a scope or a better login gets it by a step-up', async () => {
  const world = createWorld()
  const { browser, server, clock } = world
  const { tab, client } = await world.signIn(browser.openTab(), { onChallenge: () => 'redirect' })
  server.challenge = { scope: 'write', acrValues: ['mfa', 'phr'], maxAge: 60 }
  clock.advance(600_000)
  client.fetch(api).catch(() => {})
  const first = tab.load(server.authorize(await until(() => tab.leftFor)))
  const withScope = world.client(first, { onChallenge: () => 'redirect' })
  await withScope.start()
  withScope.fetch(api).catch(() => {})
  const request = new URL(await until(() => first.leftFor))
  expect(request.searchParams.get('acr_values')).toBe('mfa phr')
  expect(request.searchParams.get('scope')?.split(' ')).toContain('write')
  const better = world.client(first.load(server.authorize(request.href)))
  await better.start()
  expect((await better.fetch(api)).status).toBe(200)
  expect(better.session.get()).toMatchObject({ user: { acr: 'mfa', auth_time: clock.now() / 1000 } })
})

test('after the sign-out of the server nobody signs in without a page', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  await here.logout()
  expect(server.endSession(await until(() => tab.leftFor))).toMatch(/^https:\/\/app\.example\//)
  const next = tab.load('https://app.example/')
  client(next)
    .login({ prompt: 'none' })
    .catch(() => {})
  const back = client(next.load(server.authorize(await until(() => next.leftFor))))
  expect(await back.start()).toMatchObject({ error: { details: { error: 'login_required' } } })
})

test('a person who refuses comes back with the error', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const answer = server.authorize(await until(() => tab.leftFor), { error: 'access_denied' })
  expect(await client(tab.load(answer)).start()).toMatchObject({ error: { code: 'login-refused' } })
})

describe('what goes wrong', () => {
  const faults: [string, Fault, string][] = [
    ['offline', 'offline', 'network'],
    ['a captive portal', 'captive-portal', 'invalid-response'],
    ['503', { status: 503 }, 'server-unavailable'],
    ['429', { status: 429, retryAfterSeconds: 7 }, 'server-unavailable'],
    ['an OAuth error', { status: 400, error: 'invalid_request' }, 'grant-refused'],
  ]
  test.each(faults)('at the token endpoint: %s', async (_, fault, code) => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    const repair = server.fail('token', fault)
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({ code })
    repair()
    clock.advance(60_000)
    expect(server.read(await client.accessToken())).toBeDefined()
  })

  test('so often as it was said, and at the endpoint it was said for', async () => {
    const { server } = createWorld()
    server.fail('api', { status: 500 }, { times: 1 })
    const { accessToken } = server.issue({ sub: 'ada', scope: '' })
    const call = (): Promise<Response> =>
      server.fetch(api, { headers: { authorization: `Bearer ${accessToken}` } })
    expect((await server.fetch(`${testIssuer}/jwks`)).status).toBe(200)
    expect([(await call()).status, (await call()).status]).toEqual([500, 200])
  })

  test('a lost answer has spent the refresh token', async () => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    server.fail('token', 'lost-answer', { times: 1 })
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({ code: 'network' })
    await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
    expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
  })

  test('an answer that is too slow is given up, by the clock of the test', async () => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    server.fail('token', { delayMs: 60_000 })
    clock.advance(3_600_000)
    const token = client.accessToken()
    token.catch(() => {})
    await settle()
    clock.advance(10_000)
    await expect(token).rejects.toMatchObject({ code: 'timeout' })
  })

  test('a clock that is ahead of this device makes the ID Token one of the future', async () => {
    const { browser, server, client } = createWorld()
    server.clockAheadMs = 600_000
    const tab = browser.openTab()
    client(tab)
      .login()
      .catch(() => {})
    const back = client(tab.load(server.authorize(await until(() => tab.leftFor))))
    expect(await back.start()).toMatchObject({
      error: { code: 'id-token-rejected', details: { claim: 'iat' } },
    })
  })
})

test('expired access tokens are refused by the API, and renewed', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.expireAccessTokens()
  expect((await client.fetch(api)).status).toBe(200)
  expect(server.apiRequests.map(({ status }) => status)).toEqual([401, 200])
})

test('a page in the back/forward cache runs nothing, and looks again when it comes back', async () => {
  const { browser, clock, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  const there = client(browser.openTab())
  await there.start()
  await settle()
  tab.enterBackForwardCache()
  await there.logout({ everywhere: false })
  clock.advance(1000)
  await settle()
  expect(here.session.get().status).toBe('signed-in')
  tab.leaveBackForwardCache()
  await until(() => here.session.get().status === 'signed-out')
})

test('timers of a frozen page go off when it runs again, and those of a page that was left never', async () => {
  const { browser, clock } = createWorld()
  const tab = browser.openTab()
  const rung: string[] = []
  tab.effects.clock.after(1000, () => rung.push('one'))
  tab.frozen = true
  clock.advance(2000)
  expect(rung).toEqual([])
  tab.frozen = false
  expect(rung).toEqual(['one'])
  tab.effects.clock.after(1000, () => rung.push('two'))
  tab.load('https://app.example/next')
  clock.advance(2000)
  expect(rung).toEqual(['one'])
})

test('nothing of the environment is replaced, and time passes for the client alone', async () => {
  const before = [Date, fetch, setTimeout, Date.now()] as const
  const { browser, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(7_200_000)
  await client.accessToken()
  expect([Date, fetch, setTimeout]).toEqual(before.slice(0, 3))
  expect(Date.now() - before[3]).toBeLessThan(3_600_000)
})
