// @vitest-environment node

import { describe, expect, test } from 'vitest'
import type { ServerOptions } from '../../src/server/index.js'
import { origin, secret, setup } from './setup.js'

async function leftFor(more: Parameters<typeof setup>[0] = {}) {
  const world = setup(more)
  const ada = world.newPerson()
  const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
  return { ...world, ada, request: leaving.headers.get('location') ?? '' }
}

describe('an answer to a login', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['without a state', { state: undefined }],
    ['with an empty state', { state: '' }],
    ['with another state', { state: 'x'.repeat(43) }],
    ['with the state of a prototype', { state: '__proto__' }],
  ])('%s begins nothing and ends nothing', async (_what, change) => {
    const { ada, simulator, request } = await leftFor()
    const answer = await ada.navigate(simulator.authorize(request, change).href, { site: 'cross-site' })
    expect(answer.status).toBe(400)
    expect(simulator.arrived).toEqual([])
    // The login itself is still under way.
    expect((await ada.navigate(simulator.authorize(request).href)).headers.get('location')).toBe(
      `${origin}/inbox`,
    )
  })

  test.each<[string, Record<string, string | undefined>]>([
    ['of another issuer', { iss: 'https://evil.test' }],
    ['of nearly this issuer', { iss: 'https://acme.test/' }],
    [
      'that is an error of another issuer',
      { iss: 'https://evil.test', error: 'access_denied', code: undefined },
    ],
    ['with a code and an error', { error: 'access_denied' }],
    ['with neither', { code: undefined }],
  ])('%s is refused before anything is asked, and its login is over', async (_what, change) => {
    const { ada, simulator, request } = await leftFor()
    await ada.navigate(simulator.authorize(request, change).href, { site: 'cross-site' })
    expect(simulator.arrived).toEqual([])
    const failure = _what.includes('neither') ? expect.any(String) : 'server_error'
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false, failure })
    expect((await ada.navigate(simulator.authorize(request).href)).status).toBe(400)
  })

  test('without an iss is refused where the provider always sends one', async () => {
    const { ada, simulator, request } = await leftFor({ provider: { issMode: 'required' } })
    await ada.navigate(simulator.authorize(request, { iss: undefined }).href)
    expect(simulator.arrived).toEqual([])
  })

  test('twice the same parameter', async () => {
    const { ada, simulator, request } = await leftFor()
    const url = simulator.authorize(request)
    expect((await ada.navigate(`${url.href}&state=x`)).status).toBe(400)
    await ada.navigate(`${url.href}&code=x`)
    expect(simulator.arrived).toEqual([])
  })

  test('is good once', async () => {
    const { ada, simulator, request } = await leftFor()
    const url = simulator.authorize(request).href
    await ada.navigate(url)
    expect((await ada.navigate(url)).status).toBe(400)
    expect(simulator.arrived).toHaveLength(1)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test('is too late after ten minutes', async () => {
    const { ada, clock, simulator, request } = await leftFor()
    const cookies = [...ada.cookies]
    clock.now += 600_000
    for (const [name, value] of cookies) ada.cookies.set(name, value)
    expect((await ada.navigate(simulator.authorize(request).href)).status).toBe(400)
    expect(simulator.arrived).toEqual([])
  })

  test('in a browser where the login did not begin is refused (login CSRF, a stolen code)', async () => {
    const { simulator, request, newPerson } = await leftFor()
    const victim = newPerson()
    expect((await victim.navigate(simulator.authorize(request).href, { site: 'cross-site' })).status).toBe(
      400,
    )
    expect(simulator.arrived).toEqual([])
    expect(victim.cookies.size).toBe(0)
  })

  test('at the callback of another provider is refused (mix-up)', async () => {
    const { acme } = await import('./acme.js')
    const evil = { ...acme, id: 'evil', issuer: 'https://evil.test' }
    const entry = { clientId: 'client-1', clientSecret: secret }
    const { ada, simulator, request } = await leftFor({
      server: { providers: { acme: { provider: acme, ...entry }, evil: { provider: evil, ...entry } } },
    })
    const url = simulator.authorize(request)
    url.pathname = '/oauth/evil/callback'
    expect((await ada.navigate(url.href, { site: 'cross-site' })).status).toBe(400)
    // Not even with the cookie under the other one's name.
    for (const [name, value] of ada.cookies) ada.cookies.set(name.replace('-acme.', '-evil.'), value)
    expect((await ada.navigate(url.href, { site: 'cross-site' })).status).toBe(400)
    expect(simulator.arrived).toEqual([])
  })

  test('by POST is refused where the provider answers with a GET', async () => {
    const { ada, simulator, request } = await leftFor()
    const { search } = simulator.authorize(request)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await ada.navigate('/oauth/acme/callback', {
      site: 'cross-site',
      headers,
      body: search.slice(1),
    })
    expect(answer.status).toBe(405)
  })

  test('of a megabyte, or malformed, breaks nothing', async () => {
    const { ada } = await leftFor()
    for (const query of [`state=${'x'.repeat(1 << 20)}`, 'state=%E0%A4%A', 'state=%00', '%', '&&&=&=']) {
      // A server of Node does not read so much of a URL.
      expect([400, 431]).toContain((await ada.navigate(`/oauth/acme/callback?${query}`)).status)
    }
  })
})

describe('an ID Token', () => {
  const lies: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.test' })],
    ['for another client', (claims) => ({ ...claims, aud: 'client-2' })],
    ['for two clients', (claims) => ({ ...claims, aud: ['client-1', 'client-2'] })],
    ['of another login', (claims) => ({ ...claims, nonce: 'x' })],
    ['without a nonce', ({ nonce: _, ...claims }) => claims],
    ['that has ended', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 3600 })],
    ['without an end', ({ exp: _, ...claims }) => claims],
    ['about nobody', ({ sub: _, ...claims }) => claims],
  ]
  test.each(lies)('%s signs nobody in', async (_what, lie) => {
    const { ada, simulator, request } = await leftFor()
    simulator.answer('/token', spoilIdToken(lie, new URL(request).searchParams.get('nonce')))
    await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' })
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({
      signed_in: false,
      failure: 'server_error',
    })
    expect(ada.cookies.has('__Host-Http-hallpass-acme')).toBe(false)
  })

  test('and the same one, untouched, does', async () => {
    const { ada, simulator, request } = await leftFor()
    simulator.answer(
      '/token',
      spoilIdToken((claims) => claims, new URL(request).searchParams.get('nonce')),
    )
    await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' })
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test('that is missing though it was asked for signs nobody in', async () => {
    const { ada, request, simulator } = await leftFor({ simulator: { idToken: false } })
    await ada.navigate(simulator.authorize(request).href)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: false })
  })

  test('about another person at a renewal ends the session', async () => {
    const person = { sub: 'ada' }
    const { ada, clock, simulator, request } = await leftFor({ simulator: { person } })
    await ada.navigate(simulator.authorize(request).href)
    clock.now += 3_600_000
    simulator.answer(
      '/token',
      spoilIdToken((claims) => ({ ...claims, sub: 'grace' }), null, clock.now),
    )
    const answer = await ada.call('/oauth/acme/token')
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('token-')
    expect(ada.sessionCookies()).toEqual([])
  })

  function spoilIdToken(
    lie: (claims: Record<string, unknown>) => Record<string, unknown>,
    nonce: string | null,
    at = Date.now(),
  ) {
    const now = Math.floor(at / 1000)
    const claims = lie({
      iss: 'https://acme.test',
      aud: 'client-1',
      sub: 'ada',
      iat: now,
      exp: now + 600,
      ...(nonce && { nonce }),
    })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return () =>
      Response.json({
        access_token: 'access-token-1',
        token_type: 'Bearer',
        id_token: `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`,
      })
  }
})

test('what a browser posts of its person is believed as far as a name', async () => {
  const claimed = { name: 'Ada', email: 'forged@evil.test', email_verified: true, sub: 'grace' }
  const { ada, request, simulator } = await leftFor({
    provider: { responseMode: 'form_post', callbackClaims: () => claimed },
    simulator: { person: { sub: 'ada' } },
  })
  const { search } = simulator.authorize(request)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  await ada.navigate('/oauth/acme/callback', { site: 'cross-site', headers, body: search.slice(1) })
  const { claims } = await (await ada.call('/oauth/acme/session')).json()
  expect(claims).toMatchObject({ sub: 'ada', name: 'Ada' })
  expect(claims).not.toHaveProperty('email')
  expect(claims).not.toHaveProperty('email_verified')
})

describe('a provider that misbehaves', () => {
  const answers: [string, () => Response | Promise<Response>][] = [
    [
      'redirects',
      () => new Response(null, { status: 307, headers: { location: 'https://evil.test/steal' } }),
    ],
    ['redirects to itself', () => new Response(null, { status: 302, headers: { location: '/token' } })],
    [
      'answers with a page',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
    ],
    [
      'answers without end',
      () => new Response(endless(), { headers: { 'content-type': 'application/json' } }),
    ],
    [
      'answers a form without end',
      () => new Response(endless(), { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ],
    ['fails', () => new Response('{"error":"server_error"}', { status: 500 })],
    ['is not there', () => Promise.reject(new TypeError('fetch failed'))],
    ['never answers', () => new Promise<Response>(() => {})],
    [
      'answers with a token that ends a header',
      () => Response.json({ access_token: 'a\r\nset-cookie: b', token_type: 'bearer' }),
    ],
    ['answers with a token of another type', () => Response.json({ access_token: 'a', token_type: 'mac' })],
    ['says no with a 200', () => Response.json({ error: 'invalid_grant' })],
  ]
  test.each(answers)(
    '%s: nobody is signed in, nothing is followed, and the page may know that much',
    async (what, answer) => {
      const world = await leftFor({ server: { timeoutMs: what === 'never answers' ? 50 : 5000 } })
      const { ada, audited, simulator, request } = world
      simulator.answer('/token', answer)
      const back = await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' })
      expect(back.headers.get('location')).toBe(`${origin}/inbox`)
      expect(simulator.arrived.map(({ url }) => url.href)).toEqual(['https://acme.test/token'])
      expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({
        signed_in: false,
        failure: 'server_error',
      })
      expect(audited.at(-1)?.type).toBe('login-failed')
    },
  )

  function endless(): ReadableStream<Uint8Array> {
    return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16).fill(120)) })
  }

  test('nothing of the caller’s request goes to it', async () => {
    const { ada, simulator, request } = await leftFor()
    const headers = {
      cookie: 'theirs=1',
      'x-forwarded-for': '1.2.3.4',
      authorization: 'Bearer x',
      referer: 'https://x.test',
    }
    await ada.navigate(simulator.authorize(request).href, { headers })
    expect([...(simulator.arrived[0]?.headers.keys() ?? [])].sort()).toEqual(['accept', 'content-type'])
  })
})

describe('secrets', () => {
  test('are in no log, no error, no header and no body, whatever goes wrong', async () => {
    const provider = { repeats: false }
    const { ada, clock, audited, simulator, request } = await leftFor()
    simulator.answer('/token', ({ body, form }) =>
      provider.repeats
        ? Response.json(
            { error: 'invalid_client', error_description: `what is ${body} ${form.get('client_secret')}` },
            { status: 401 },
          )
        : undefined,
    )
    const told: string[] = []
    const note = async (response: Response): Promise<void> => {
      const cookieless = [...response.headers].filter(([name]) => name !== 'set-cookie')
      told.push(JSON.stringify(cookieless), await response.text())
    }
    await note(await ada.navigate(simulator.authorize(request).href, { site: 'cross-site' }))
    const refreshToken = simulator.secrets().find((one) => one.startsWith('refresh-token')) ?? ''
    provider.repeats = true
    clock.now += 3_600_000
    await note(await ada.call('/oauth/acme/token'))
    await note(
      await ada.call('/oauth/acme/token', { stale_token: 'x' }, { headers: { origin: 'https://evil.test' } }),
    )
    const again = (await ada.navigate('/oauth/acme/login')).headers.get('location') ?? ''
    await note(await ada.navigate(simulator.authorize(again).href))
    await note(await ada.call('/oauth/acme/session'))
    await note(await ada.call('/oauth/acme/logout'))
    expect(told.join()).not.toContain(refreshToken)
    for (const value of [secret, ...simulator.secrets()]) {
      expect(JSON.stringify(audited)).not.toContain(value)
      expect(told.join().replaceAll(again, '')).not.toContain(value)
    }
    expect(audited.map(({ type }) => type)).toContain('failed')
  })

  test('that a provider repeats are left out of the log', async () => {
    const { ada, audited, simulator, request } = await leftFor()
    simulator.answer('/token', () =>
      Response.json({ error: 'invalid_client', error_description: `${secret} is wrong` }, { status: 401 }),
    )
    await ada.navigate(simulator.authorize(request).href)
    expect(audited.at(-1)).toMatchObject({
      type: 'login-failed',
      error: { message: expect.stringContaining('left out') },
    })
    expect(JSON.stringify(audited)).not.toContain(secret)
  })

  const special = 'Ex/ample+secret=of&the client~0123456789'
  const basic = btoa(`client-1:${new URLSearchParams({ _: special }).toString().slice(2)}`)
  test.each([
    ['cut in the middle', `${'x'.repeat(185)} ${special}`, special.slice(0, 12)],
    ['cut at its beginning', special.slice(12), special.slice(14, 24)],
    ['as a form has it', new URLSearchParams({ client_secret: special }).toString(), 'Ex%2Fample'],
    ['as a URL has it', encodeURIComponent(special), 'Ex%2Fample'],
    ['as Basic has it', `not ${basic}`, basic.slice(16, 28)],
    ['as JSON has it', JSON.stringify(special.replace('/', '\\/')), 'ample+secret'],
  ])('that a provider repeats %s are left out of the log', async (_what, description, part) => {
    const { ada, audited, simulator, request } = await leftFor({ configured: { clientSecret: special } })
    simulator.answer('/token', () =>
      Response.json({ error: 'invalid_client', error_description: description }, { status: 401 }),
    )
    await ada.navigate(simulator.authorize(request).href)
    expect(audited.at(-1)).toMatchObject({ type: 'login-failed' })
    expect(JSON.stringify(audited)).not.toContain(part)
  })

  test('that the environment lacks are told by name, to the log', async () => {
    const env = {} as Readonly<Record<string, string | undefined>>
    const { audited, server } = setup({ configured: { clientSecret: (env) => env.ACME_SECRET } })
    const answer = await server(new Request(`${origin}/oauth/acme/login`), env)
    expect(answer?.status).toBe(500)
    expect(JSON.stringify(audited)).toContain(
      'providers.acme.clientSecret: the environment has nothing there',
    )
  })

  test('a log that throws ends nothing', async () => {
    const { newPerson, signIn } = setup({
      server: {
        onAudit: () => {
          throw new Error('full')
        },
      } satisfies Partial<ServerOptions>,
    })
    const ada = newPerson()
    expect((await signIn(ada)).status).toBe(303)
  })
})
