// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createPerson } from '../server/person.js'
import { setup } from '../server/setup.js'

const apis = [{ url: 'https://api.acme.test', methods: ['GET', 'POST'] }]
const name = '__Host-Http-hallpass-acme'

async function signedIn(mode: 'mediated' | 'proxy', more: Parameters<typeof setup>[0] = {}) {
  const world = setup({
    ...more,
    configured: { mode, ...(mode === 'proxy' && { apis }), ...more.configured },
  })
  const ada = world.newPerson()
  await world.signIn(ada)
  const before = ada.setCookies.length
  return {
    ...world,
    ada,
    /** The provider's answers to renewals, in order. */
    renewals: () =>
      world.simulator.arrived.filter(({ form }) => form.get('grant_type') === 'refresh_token').length,
    cookiesSince: () => ada.setCookies.slice(before),
    api: (path = '/me') => ada.call(`/oauth/api/acme/api.acme.test${path}`, undefined, { method: 'GET' }),
  }
}

/** The page's placeholder for the token, or the token. */
async function tokenIn(answer: Response): Promise<string> {
  return (await answer.json()).access_token
}

describe.each(['mediated', 'proxy'] as const)('in %s mode', (mode) => {
  test('parallel requests with one cookie share one renewal, also one that comes a bit later', async () => {
    const { ada, clock, renewals, simulator, server } = await signedIn(mode)
    clock.now += 3_600_000
    const cookies = new Map(ada.cookies)
    const answers = await Promise.all([1, 2, 3].map(() => ada.call('/oauth/acme/token')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(await Promise.all(answers.map(tokenIn))).size).toBe(1)
    const late = createPerson(server)
    for (const [name, value] of cookies) late.cookies.set(name, value)
    clock.now += 1000
    expect((await late.call('/oauth/acme/token')).status).toBe(200)
    expect(renewals()).toBe(1)
    expect(simulator.refreshTokens.size).toBe(1)
    // What the browser keeps is good for the next one.
    for (const person of [ada, late]) {
      expect(await (await person.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    }
    clock.now += 3_600_000
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    expect(renewals()).toBe(2)
  })

  test('a renewal that fails is nobody else’s later on: the next request asks again', async () => {
    const { ada, clock, simulator } = await signedIn(mode)
    clock.now += 3_600_000
    simulator.answer('/token', () => new Response('', { status: 503 }))
    const failed = await Promise.all([1, 2].map(() => ada.call('/oauth/acme/token')))
    expect(failed.map(({ status }) => status)).toEqual([503, 503])
    simulator.answer('/token', () => undefined)
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
  })

  test('no answer but that of login, token and logout sets or changes the session cookie', async () => {
    const { ada, api, clock, cookiesSince, simulator } = await signedIn(mode)
    const kept = ada.cookies.get(name) ?? ''
    simulator.answer('/me', () => new Response(null, { status: 401 }))
    for (const text of [kept, 'unreadable']) {
      for (const later of [0, 3_600_000, 20 * 86_400_000]) {
        ada.cookies.set(name, text)
        clock.now += later
        await ada.call('/oauth/acme/session')
        if (mode === 'proxy') await api()
      }
    }
    expect(cookiesSince()).toEqual([])
  })

  test('a renewal under way at a sign-out brings nothing back, and what it brought is revoked', async () => {
    const { ada, clock, renewals, server, simulator } = await signedIn(mode)
    clock.now += 3_600_000
    const late = createPerson(server)
    for (const [name, value] of ada.cookies) late.cookies.set(name, value)
    let answer = (): void => {}
    const held = new Promise<void>((done) => {
      answer = done
    })
    let arrived = (): void => {}
    const asked = new Promise<void>((done) => {
      arrived = done
    })
    simulator.answer('/token', async () => {
      arrived()
      await held
      return undefined
    })
    const renewing = ada.call('/oauth/acme/token')
    await asked
    const leaving = ada.call('/oauth/acme/logout')
    answer()
    await Promise.all([leaving, renewing])
    expect(ada.cookies.size).toBe(0)
    expect(simulator.refreshTokens.size).toBe(0)
    // Sent before the sign-out, and arrived after it.
    expect((await late.call('/oauth/acme/token')).status).toBe(400)
    expect(late.sessionCookies()).toEqual([])
    expect(renewals()).toBe(1)
  })

  test('a session ends a while after its login, however often it is renewed', async () => {
    const { ada, clock } = await signedIn(mode, {
      server: { sessionSeconds: 86_400, maxSessionSeconds: 172_800 },
    })
    const copy = (): string => ada.cookies.get(name) ?? ''
    for (let hours = 12; hours < 48; hours += 12) {
      clock.now += 43_200_000
      expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    }
    const kept = copy()
    clock.now += 43_200_000
    ada.cookies.set(name, kept)
    expect((await ada.call('/oauth/acme/token')).status).toBe(400)
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })
})

test('a session ends 30 days after its login unless the configuration says otherwise', async () => {
  const { ada, clock } = await signedIn('mediated')
  for (let days = 10; days < 30; days += 10) {
    clock.now += 864_000_000
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
  }
  clock.now += 864_000_000
  expect((await ada.call('/oauth/acme/token')).status).toBe(400)
})

test('a shorter end of sessions counts for those that began before it was configured', async () => {
  const before = await signedIn('mediated')
  const after = setup({ server: { maxSessionSeconds: 3600 } })
  const ada = after.newPerson()
  for (const [name, value] of before.ada.cookies) ada.cookies.set(name, value)
  after.clock.now += 3_600_001
  expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
})

test('two tokens for two resources, asked for at once, use the refresh token in turn', async () => {
  const resources = ['https://a.acme.test', 'https://b.acme.test']
  const { ada, renewals, simulator } = await signedIn('mediated', { configured: { resources } })
  const answers = await Promise.all(resources.map((resource) => ada.call('/oauth/acme/token', { resource })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(renewals()).toBe(2)
  expect(simulator.refreshTokens.size).toBe(1)
  const next = await ada.call('/oauth/acme/token', {
    stale_token: await tokenIn(await ada.call('/oauth/acme/session')),
  })
  expect(next.status).toBe(200)
})

describe('a proxied call', () => {
  test('is answered 401 once its token has ended, and renews nothing', async () => {
    const { api, clock, renewals, simulator } = await signedIn('proxy')
    clock.now += 3_600_000
    const answers = await Promise.all([api(), api(), api()])
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    expect(renewals()).toBe(0)
    expect(simulator.arrived.some(({ url }) => url.host === 'api.acme.test')).toBe(false)
  })

  test('uses the token to its last second', async () => {
    const { api, clock } = await signedIn('proxy')
    clock.now += 3_599_000
    expect((await api()).status).toBe(200)
  })

  test('a token that the API refuses early is renewed by its placeholder, once for all', async () => {
    const { ada, renewals, simulator } = await signedIn('proxy')
    const first = await tokenIn(await ada.call('/oauth/acme/session'))
    const next = await tokenIn(await ada.call('/oauth/acme/token', { stale_token: first }))
    expect(next).not.toBe(first)
    // Another tab, which has the first one yet.
    expect(await tokenIn(await ada.call('/oauth/acme/token', { stale_token: first }))).toBe(next)
    expect(renewals()).toBe(1)
    for (const secret of simulator.secrets()) expect(next).not.toContain(secret)
  })
})

describe('tokens that do not fit into one cookie', () => {
  test.each(['mediated', 'proxy'] as const)(
    'are in two, and renewed no more often than others (%s)',
    async (mode) => {
      const { ada, api, clock, renewals } = await signedIn(mode, { simulator: { accessTokenLength: 3000 } })
      expect(ada.sessionCookies()).toEqual([name, `${name}.1`])
      for (const line of ada.setCookies) expect(line.length).toBeLessThan(4000)
      const { access_token } = await (await ada.call('/oauth/acme/session')).json()
      expect(access_token).toEqual(expect.any(String))
      expect(await tokenIn(await ada.call('/oauth/acme/token'))).toBe(access_token)
      if (mode === 'proxy')
        expect((await Promise.all([api(), api()])).map(({ status }) => status)).toEqual([200, 200])
      expect(renewals()).toBe(0)
      clock.now += 3_600_000
      expect((await ada.call('/oauth/acme/token')).status).toBe(200)
      if (mode === 'proxy') expect((await api()).status).toBe(200)
      await ada.call('/oauth/acme/logout')
      expect([...ada.cookies.keys()]).toEqual([])
    },
  )

  test('and are smaller after the next login, or the next renewal, leave no piece behind', async () => {
    const { ada, clock, signIn, simulator } = await signedIn('proxy', {
      simulator: { accessTokenLength: 3000 },
    })
    expect(ada.sessionCookies()).toHaveLength(2)
    simulator.accessTokenLength = undefined
    await signIn(ada)
    expect(ada.sessionCookies()).toEqual([`${name}.b`])
    simulator.accessTokenLength = 3000
    clock.now += 3_600_000
    await ada.call('/oauth/acme/token')
    expect(ada.sessionCookies()).toEqual([`${name}.b`, `${name}.b.1`])
    simulator.accessTokenLength = undefined
    clock.now += 3_600_000
    await ada.call('/oauth/acme/token')
    expect(ada.sessionCookies()).toEqual([`${name}.b`])
  })

  test.each(['nothing', 'another'])('with %s in the place of one piece are nobody’s', async (what) => {
    const { ada, signIn } = await signedIn('proxy', { simulator: { accessTokenLength: 3000 } })
    const piece = ada.cookies.get(`${name}.1`) ?? ''
    await signIn(ada)
    if (what === 'another') ada.cookies.set(`${name}.1`, piece)
    else ada.cookies.delete(`${name}.1`)
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  test('above 7 KiB the login is refused, and the page and the log are told why', async () => {
    const { ada, audited, simulator } = await signedIn('proxy', { simulator: { accessTokenLength: 6000 } })
    expect(ada.cookies.has(name)).toBe(false)
    expect(simulator.refreshTokens.size, 'nobody has them, so nobody is to keep them').toBe(0)
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({
      signed_in: false,
      failure: 'invalid_client',
      failure_description: expect.stringMatching(
        /the tokens and claims of Acme are \d+ octets long .* 7168 fit\. Ask for fewer scopes/,
      ),
    })
    expect(JSON.stringify(audited)).toContain('7168')
  })

  test('that outgrow it at a renewal end the session, with the reason', async () => {
    const { ada, clock, simulator } = await signedIn('proxy')
    simulator.accessTokenLength = 6000
    clock.now += 3_600_000
    const answer = await ada.call('/oauth/acme/token')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringContaining('7168'),
    })
    expect(ada.sessionCookies()).toEqual([])
    expect(simulator.refreshTokens.size).toBe(0)
  })
})
