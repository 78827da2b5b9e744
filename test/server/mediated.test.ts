// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { origin, secret, setup } from './setup.js'

describe('a mediated login', () => {
  test('goes to the provider and back, and hands out an access token and never a refresh token', async () => {
    const { newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    expect(leaving.status).toBe(303)
    const request = new URL(leaving.headers.get('location') ?? '')
    expect(request.origin + request.pathname).toBe('https://acme.test/authorize')
    expect(Object.fromEntries(request.searchParams)).toEqual({
      client_id: 'client-1',
      redirect_uri: `${origin}/oauth/acme/callback`,
      response_type: 'code',
      scope: 'openid read',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })

    const back = await signIn(ada)
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe(`${origin}/inbox`)
    const [exchanged] = simulator.arrived
    expect(Object.fromEntries(exchanged?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: expect.any(String),
      redirect_uri: `${origin}/oauth/acme/callback`,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      client_id: 'client-1',
      client_secret: secret,
    })

    const session = await (await ada.call('/oauth/acme/session')).json()
    expect(session).toEqual({
      signed_in: true,
      mode: 'mediated',
      claims: expect.objectContaining({ sub: 'ada', name: 'Ada Lovelace' }),
      scope: 'openid read',
      renewable: true,
      authorization_expires_in: 30 * 86_400,
      expires_in: 3600,
      access_token: expect.stringMatching(/^access-token-/),
      token_type: 'Bearer',
    })
    const token = await ada.call('/oauth/acme/token')
    expect((await token.json()).access_token).toBe(session.access_token)
    expect(simulator.arrived).toHaveLength(1)
  })

  test('nobody is signed in before', async () => {
    const { newPerson } = setup()
    const ada = newPerson()
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
    const refused = await ada.call('/oauth/acme/token')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('a stale token is renewed, and the rotated refresh token is in the same answer', async () => {
    const { newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    const { access_token: stale } = await (await ada.call('/oauth/acme/session')).json()
    for (let times = 0; times < 3; times++) {
      const { access_token: next } = await (
        await ada.call('/oauth/acme/token', { stale_token: stale })
      ).json()
      expect(next).not.toBe(stale)
      // Another tab, which still has the stale one.
      expect((await (await ada.call('/oauth/acme/token', { stale_token: stale })).json()).access_token).toBe(
        next,
      )
      await ada.call('/oauth/acme/token', { stale_token: next })
    }
    expect(simulator.arrived.map(({ form }) => form.get('grant_type')).slice(1)).toEqual(
      Array.from({ length: 4 }, () => 'refresh_token'),
    )
    expect(simulator.refreshTokens.size).toBe(1)
  })

  test('an access token that has ended is renewed unasked', async () => {
    const { clock, newPerson, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    const { access_token: first } = await (await ada.call('/oauth/acme/session')).json()
    clock.now += 3_590_000
    const session = await (await ada.call('/oauth/acme/session')).json()
    expect(session).toMatchObject({ signed_in: true, renewable: true })
    expect(session).not.toHaveProperty('access_token')
    expect((await (await ada.call('/oauth/acme/token')).json()).access_token).not.toBe(first)
  })

  test('a token that lives for two seconds is handed out, and renewed after one and a half', async () => {
    const { clock, newPerson, signIn } = setup({ simulator: { expiresIn: 2 } })
    const ada = newPerson()
    await signIn(ada)
    const { access_token: first, expires_in } = await (await ada.call('/oauth/acme/session')).json()
    expect(expires_in).toBe(2)
    clock.now += 1000
    expect((await (await ada.call('/oauth/acme/token')).json()).access_token).toBe(first)
    clock.now += 500
    expect((await (await ada.call('/oauth/acme/token')).json()).access_token).not.toBe(first)
  })

  test('a grant that is dead ends the session, and a provider that fails does not', async () => {
    const { clock, newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    clock.now += 3_600_000
    simulator.answer('/token', () => new Response('', { status: 503, headers: { 'retry-after': '7' } }))
    const failed = await ada.call('/oauth/acme/token')
    expect(failed.status).toBe(503)
    expect(failed.headers.get('retry-after')).toBe('7')
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })

    simulator.answer('/token', () => undefined)
    simulator.refreshTokens.clear()
    const over = await ada.call('/oauth/acme/token')
    expect(over.status).toBe(400)
    expect(await over.json()).toMatchObject({ error: 'invalid_grant' })
    expect(ada.sessionCookies()).toEqual([])
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  test('a later login elsewhere, whose auth_time comes with a renewal, is only audited', async () => {
    const { clock, newPerson, simulator, signIn, audited } = setup({
      simulator: { person: { sub: 'ada', auth_time: 1 } },
    })
    const ada = newPerson()
    await signIn(ada)
    // She signs in again somewhere else.
    const elsewhere = setup({ simulator: { person: { sub: 'ada', auth_time: 2 } } })
    await elsewhere.signIn(elsewhere.newPerson())
    simulator.answer('/token', async () => {
      const [refreshToken] = [...elsewhere.simulator.refreshTokens.keys()]
      return elsewhere.simulator.fetch('https://acme.test/token', {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }),
      })
    })
    clock.now += 3_600_000
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    const { claims } = await (await ada.call('/oauth/acme/session')).json()
    expect(claims).toMatchObject({ sub: 'ada', auth_time: 1 })
    expect(audited.filter(({ type }) => type === 'renewed')).toEqual([
      { type: 'renewed', provider: 'acme', sub: 'ada', note: expect.stringContaining('auth_time') },
    ])
  })

  test.each(['login_required', 'interaction_required', 'invalid_token'])(
    '%s ends the session',
    async (error) => {
      const { clock, newPerson, simulator, signIn } = setup()
      const ada = newPerson()
      await signIn(ada)
      clock.now += 3_600_000
      simulator.answer('/token', () => Response.json({ error }, { status: 400 }))
      const over = await ada.call('/oauth/acme/token')
      expect(over.status).toBe(400)
      expect(await over.json()).toMatchObject({ error })
      expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
    },
  )

  test.each([
    ['400 without a body', () => new Response(null, { status: 400 }), 'invalid_request'],
    [
      '401 with a word of its own',
      () => Response.json({ error: 'Unauthorized!' }, { status: 401 }),
      'invalid_request',
    ],
    [
      'invalid_request',
      () => Response.json({ error: 'invalid_request' }, { status: 400 }),
      'invalid_request',
    ],
    [
      'unauthorized_client',
      () => Response.json({ error: 'unauthorized_client' }, { status: 400 }),
      'unauthorized_client',
    ],
  ])('%s ends the session the second time, and the page is told the first', async (_, answer, error) => {
    const { clock, newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    clock.now += 3_600_000
    simulator.answer('/token', answer)
    const first = await ada.call('/oauth/acme/token')
    expect(first.status).toBe(400)
    expect(await first.json()).toMatchObject({ error })
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })

    // A renewal in between makes it the first again.
    simulator.answer('/token', () => undefined)
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    clock.now += 3_600_000
    simulator.answer('/token', answer)
    await ada.call('/oauth/acme/token')
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    const second = await ada.call('/oauth/acme/token')
    expect(second.status).toBe(400)
    expect(await second.json()).toMatchObject({ error })
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  test.each([
    ['invalid_client', () => Response.json({ error: 'invalid_client' }, { status: 401 }), 400],
    ['403 of something in between', () => Response.json({}, { status: 403 }), 503],
    ['404 with a word of its own', () => Response.json({ error: 'Not Found' }, { status: 404 }), 503],
    ['HTML', () => new Response('<html>', { status: 400 }), 503],
  ])('%s ends no session, however often', async (_, answer, status) => {
    const { clock, newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    clock.now += 3_600_000
    simulator.answer('/token', answer)
    for (let times = 0; times < 3; times++) expect((await ada.call('/oauth/acme/token')).status).toBe(status)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test.each(['invalid_target', 'invalid_scope', 'consent_required', 'invalid_request'])(
    '%s for a resource is told to the page, and ends no session',
    async (error) => {
      const { newPerson, simulator, signIn } = setup({ configured: { resources: ['https://mail.test'] } })
      const ada = newPerson()
      await signIn(ada)
      simulator.answer('/token', () => Response.json({ error }, { status: 400 }))
      for (let times = 0; times < 3; times++) {
        const refused = await ada.call('/oauth/acme/token', { resource: 'https://mail.test' })
        expect(refused.status).toBe(400)
        expect(await refused.json()).toMatchObject({ error })
      }
      expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
    },
  )

  test('without a refresh token the session lasts as long as the access token', async () => {
    const { clock, newPerson, signIn } = setup({ simulator: { refreshTokens: false } })
    const ada = newPerson()
    await signIn(ada)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ renewable: false })
    expect(ada.setCookies.join()).toContain('Max-Age=3600;')
    clock.now += 3_600_000
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })

  test('signing out forgets here, revokes there, and says where the provider signs out', async () => {
    const { newPerson, simulator, signIn, audited } = setup({
      provider: { endSession: 'rp-initiated', endpoints: endpointsWithSignOut },
    })
    const ada = newPerson()
    await signIn(ada)
    const { location } = await (await ada.call('/oauth/acme/logout')).json()
    expect(ada.cookies.size).toBe(0)
    expect(simulator.refreshTokens.size).toBe(0)
    const { searchParams } = new URL(location)
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'client-1',
      post_logout_redirect_uri: `${origin}/`,
      id_token_hint: expect.any(String),
      state: expect.stringMatching(/^[\w-]{10,}$/),
    })
    expect(simulator.arrived.at(-1)?.form.get('client_secret')).toBe(secret)
    expect(audited.map(({ type }) => type)).toEqual(['login-started', 'signed-in', 'signed-out'])
  })

  test('signing out works while the provider does not', async () => {
    const { newPerson, simulator, signIn } = setup()
    const ada = newPerson()
    await signIn(ada)
    simulator.answer('/revoke', () => Promise.reject(new TypeError('no network')))
    expect((await ada.call('/oauth/acme/logout')).status).toBe(200)
    expect(ada.cookies.size).toBe(0)
  })

  test('two people at once, and two tabs of one, do not meet', async () => {
    const person = { sub: 'ada' }
    const { newPerson, simulator } = setup({ simulator: { person } })
    const [ada, grace] = [newPerson(), newPerson()]
    const begin = async (who: typeof ada, returnTo: string) =>
      (await who.navigate(`/oauth/acme/login?returnTo=${returnTo}`)).headers.get('location') ?? ''
    const [first, second, other] = [await begin(ada, '/1'), await begin(ada, '/2'), await begin(grace, '/3')]
    const answers = [first, second].map((request) => simulator.authorize(request).href)
    person.sub = 'grace'
    const othersAnswer = simulator.authorize(other).href

    const crossed = await grace.navigate(answers[0] ?? '', { site: 'cross-site' })
    expect(crossed.status, 'an answer to a login of another browser').toBe(400)
    expect((await ada.navigate(answers[1] ?? '', { site: 'cross-site' })).headers.get('location')).toBe(
      `${origin}/2`,
    )
    expect((await ada.navigate(answers[0] ?? '', { site: 'cross-site' })).headers.get('location')).toBe(
      `${origin}/1`,
    )
    await grace.navigate(othersAnswer, { site: 'cross-site' })
    const [adas, graces] = await Promise.all(
      [ada, grace].map(async (who) => (await who.call('/oauth/acme/session')).json()),
    )
    expect(adas.claims.sub).toBe('ada')
    expect(graces.claims.sub).toBe('grace')
    expect(adas.access_token).not.toBe(graces.access_token)
  })

  test.each([
    ['invalid_scope', 'invalid_scope'],
    ['invalid_<b>Call 0800</b>', 'server_error'],
    [`unsupported_${'x'.repeat(40)}`, 'server_error'],
  ])('a login that the provider answers with %s is told to the page as %s', async (error, failure) => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    const answer = simulator.authorize(leaving.headers.get('location') ?? '', { code: undefined, error })
    await ada.navigate(answer.href, { site: 'cross-site' })
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false, failure })
  })

  test('a login that the person refuses is told once, and to the page only', async () => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
    const answer = simulator.authorize(leaving.headers.get('location') ?? '', {
      code: undefined,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
    })
    const back = await ada.navigate(answer.href, { site: 'cross-site' })
    expect(back.headers.get('location')).toBe(`${origin}/inbox`)
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({
      signed_in: false,
      failure: 'access_denied',
    })
    expect(await (await ada.call('/oauth/acme/session')).json()).toEqual({ signed_in: false })
  })
})

const endpointsWithSignOut = {
  authorization: 'https://acme.test/authorize',
  token: 'https://acme.test/token',
  revocation: 'https://acme.test/revoke',
  endSession: 'https://acme.test/sign-out',
}
