// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import type { Dialect } from '../../src/index.js'
import { createWorld, type TracedClient, until } from '../../src/testing/index.js'
import { createBoundWorld, keysAt, noncesAt } from '../dpop/bound-world.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { setup } from '../server/setup.js'

type Answer = () => Response

const refusals: readonly [string, Answer, object][] = [
  [
    '400 with an error',
    () =>
      Response.json({ error: 'unsupported_token_type', error_description: 'no such kind' }, { status: 400 }),
    { status: 400, error: 'unsupported_token_type', description: 'no such kind' },
  ],
  [
    '401',
    () => Response.json({ error: 'invalid_client' }, { status: 401 }),
    { status: 401, error: 'invalid_client' },
  ],
  ['403 without a body', () => new Response(null, { status: 403 }), { status: 403 }],
  ['404 with HTML', () => new Response('<h1>Not found</h1>', { status: 404 }), { status: 404 }],
  [
    '200 with an error in it',
    () => Response.json({ ok: false, error: 'invalid_auth' }),
    { status: 200, error: 'invalid_auth' },
  ],
]

function warnings({ events }: TracedClient): unknown[] {
  return events.flatMap((event) => (event.type === 'warning' ? [event.error] : []))
}

describe('in a page', () => {
  test.each(refusals)(
    '%s to a revocation is a warning, and the sign-out holds',
    async (_what, answer, details) => {
      const { browser, server, signIn } = createWorld()
      const { client } = await signIn(browser.openTab())
      server.intercept = async (endpoint, proceed) => (endpoint === 'revoke' ? answer() : proceed())
      await client.logout()
      expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
      expect(warnings(client)).toMatchObject([{ code: 'revocation-refused', recovery: 'fix', details }])
      expect(Object.keys((warnings(client)[0] as { details: object }).details)).toEqual(Object.keys(details))
      expect(String(warnings(client)[0])).toContain('This browser has forgotten the session')
    },
  )

  test('a revocation that is done is no warning, whatever its answer looks like', async () => {
    for (const body of ['', 'null', '<html>ok', '{}', '[]']) {
      const { browser, server, signIn } = createWorld()
      const { client } = await signIn(browser.openTab())
      server.intercept = async (endpoint, proceed) => (endpoint === 'revoke' ? new Response(body) : proceed())
      await client.logout()
      expect(warnings(client), body).toEqual([])
    }
  })

  test('a refusal that repeats the token is told without it', async () => {
    const { browser, server, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    const sent: string[] = []
    server.intercept = async (endpoint, proceed, request) => {
      if (endpoint !== 'revoke') return proceed()
      sent.push(new URLSearchParams(await request.text()).get('token') ?? '')
      return Response.json(
        { error: 'invalid_request', error_description: `what is ${sent[0]}?` },
        { status: 400 },
      )
    }
    await client.logout()
    expect(sent[0]).toMatch(/^refresh-/)
    expect(warnings(client)).toMatchObject([{ code: 'revocation-refused' }])
    expect(JSON.stringify(warnings(client)) + warnings(client)).not.toContain(sent[0])
  })

  describe('where only an access token can be revoked', () => {
    const dialect: Dialect = { revokeWith: 'access_token' }

    test.each([
      ['one that is good is revoked as it is', 0, ['revoke']],
      [
        'one that has expired is renewed first, for the refresh token would live on',
        3600_000,
        ['token', 'revoke'],
      ],
    ])('%s', async (_what, passes, expected) => {
      const { browser, clock, server, signIn } = createWorld()
      const { tab, client } = await signIn(browser.openTab(), { dialect })
      const old = await client.accessToken()
      const revoked: (string | null)[] = []
      server.intercept = async (endpoint, proceed, request) => {
        if (endpoint === 'revoke')
          revoked.push(new URLSearchParams(await request.clone().text()).get('token'))
        return proceed()
      }
      tab.visible = false
      clock.sleep(passes)
      server.requests.length = 0
      await client.logout({ everywhere: false })
      expect(server.requests).toEqual(expected)
      expect(revoked).toEqual([passes ? expect.stringMatching(/^access-/) : old])
      if (passes) expect(revoked[0]).not.toBe(old)
      expect(warnings(client)).toEqual([])
    })

    test('a grant that the server has ended already needs no revocation, and no warning', async () => {
      const { browser, clock, server, signIn } = createWorld()
      const { tab, client } = await signIn(browser.openTab(), { dialect })
      server.revoke()
      tab.visible = false
      clock.sleep(3600_000)
      server.requests.length = 0
      await client.logout({ everywhere: false })
      expect(server.requests).toEqual(['token'])
      expect(warnings(client)).toEqual([])
    })

    test('a renewal that fails is a warning', async () => {
      const { browser, clock, server, signIn } = createWorld()
      const { tab, client } = await signIn(browser.openTab(), { dialect })
      server.intercept = async (endpoint, proceed) =>
        endpoint === 'token' ? new Response('', { status: 503 }) : proceed()
      tab.visible = false
      clock.sleep(3600_000)
      await client.logout({ everywhere: false })
      expect(warnings(client)).toMatchObject([{ code: 'server-unavailable' }])
    })
  })

  describe('with DPoP', () => {
    test.each(['page', 'tab', 'browser'] as const)(
      "remember '%s': a revocation is proven with the key of the session, and nothing of the answer stays",
      async (remember) => {
        const world = createBoundWorld()
        const { bound, browser } = world
        const { client } = await world.signIn(browser.openTab(), { remember })
        const { jkt } = bound.proofs[0] ?? {}
        bound.nonces.set('revoke', 'nonce-of-the-revocation')
        await client.logout({ everywhere: false })
        expect(bound.proofs.slice(-2)).toMatchObject([
          { endpoint: 'revoke', jkt },
          { endpoint: 'revoke', jkt, claims: { nonce: 'nonce-of-the-revocation' } },
        ])
        expect(warnings(client)).toEqual([])
        expect(browser.records.has(keysAt)).toBe(false)
        expect(browser.local.has(noncesAt)).toBe(false)
      },
    )

    test('a page that signs out before it has used its key still proves it', async () => {
      const world = createBoundWorld()
      const { bound, browser } = world
      const { tab } = await world.signIn(browser.openTab())
      const client = world.client(tab.load(tab.url))
      void client.start()
      await client.logout({ everywhere: false })
      expect(bound.proofs.at(-1)).toMatchObject({ endpoint: 'revoke', jkt: bound.proofs[0]?.jkt })
      expect(warnings(client)).toEqual([])
    })

    test("remember 'tab': each tab that is signed out by another one proves its own revocation", async () => {
      const world = createBoundWorld()
      const { bound, browser } = world
      const first = await world.signIn(browser.openTab(), { remember: 'tab' })
      const second = await world.signIn(browser.openTab(), { remember: 'tab' })
      const keys = bound.proofs.map(({ jkt }) => jkt)
      await first.client.logout({ everywhere: false })
      await until(() => second.client.session.get().status === 'signed-out')
      await until(() => bound.proofs.filter(({ endpoint }) => endpoint === 'revoke').length === 2)
      // Which of the two comes first is nobody's rule.
      expect(
        bound.proofs
          .slice(-2)
          .map(({ jkt }) => jkt)
          .sort(),
      ).toEqual([...keys].sort())
      expect(warnings(second.client)).toEqual([])
    })

    test('a login in another tab that begins during the revocation keeps its key', async () => {
      const world = createBoundWorld()
      const { browser, server } = world
      const { client } = await world.signIn(browser.openTab())
      const { intercept } = server
      let answer = (): void => {}
      server.intercept = async (endpoint, proceed, request) => {
        if (endpoint === 'revoke') await new Promise<void>((go) => (answer = go))
        return intercept ? intercept(endpoint, proceed, request) : proceed()
      }
      const leaving = client.logout({ everywhere: false })
      await until(() => server.requests.at(-1) === 'revoke')
      const tab = browser.openTab()
      const other = world.client(tab)
      other.login().catch(() => {})
      const request = await until(() => tab.leftFor)
      answer()
      await leaving
      const back = world.client(tab.load(server.authorize(request)))
      expect(await back.start()).toMatchObject({ status: 'signed-in' })
    })

    test('a revocation whose key is gone is sent without a proof, and its refusal is told', async () => {
      const world = createBoundWorld()
      const { browser, server } = world
      const away = await world.signIn(browser.openTab(), { remember: 'tab' })
      away.client.close()
      const here = await world.signIn(browser.openTab(), { remember: 'tab' })
      await here.client.logout({ everywhere: false })
      server.requests.length = 0
      const back = world.client(away.tab.load(away.tab.url), { remember: 'tab' })
      await back.start()
      await until(() => server.requests.includes('revoke'))
      const [warning] = await until(() => warnings(back).length > 0 && warnings(back))
      expect(warning).toMatchObject({ code: 'revocation-refused', details: { error: 'invalid_dpop_proof' } })
    })

    test('where tokens are bound to no key, none is asked for', async () => {
      const { browser, server, signIn } = createWorld()
      const { client } = await signIn(browser.openTab(), { dpop: dpop({ required: false }) })
      const seen: (string | null)[] = []
      server.intercept = async (endpoint, proceed, request) => {
        if (endpoint === 'revoke') seen.push(request.headers.get('dpop'))
        return proceed()
      }
      await client.logout({ everywhere: false })
      expect(seen).toEqual([null])
    })
  })

  test('what a server part could not revoke is a warning in the page', async () => {
    const world = createMediatedWorld()
    const { client } = await world.signIn(world.browser.openTab())
    world.simulator.answer('/revoke', () => new Response(null, { status: 403 }))
    await client.logout()
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
    expect(warnings(client)).toMatchObject([{ code: 'revocation-refused', details: {} }])
  })
})

describe('in the server part', () => {
  test.each(refusals)(
    '%s to a revocation is an audit event, and the sign-out holds',
    async (_what, answer, details) => {
      const { newPerson, signIn, simulator, audited } = setup()
      const ada = newPerson()
      await signIn(ada)
      simulator.answer('/revoke', answer)
      const response = await ada.call('/oauth/acme/logout')
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ revocation: 'failed' })
      expect(ada.cookies.size).toBe(0)
      expect(audited.slice(-2)).toMatchObject([
        { type: 'revocation-failed', error: { code: 'revocation-refused' } },
        { type: 'signed-out', sub: 'ada', revoked: false },
      ])
      const said = JSON.stringify(audited.at(-2))
      for (const fact of Object.values(details)) if (fact !== 200) expect(said).toContain(String(fact))
      for (const secret of simulator.secrets()) expect(said).not.toContain(secret)
    },
  )

  test('a sign-out says whether the provider has revoked the grant', async () => {
    const done = setup()
    const ada = done.newPerson()
    await done.signIn(ada)
    await ada.call('/oauth/acme/logout')
    expect(done.audited.at(-1)).toMatchObject({ type: 'signed-out', revoked: true })

    const none = setup({ provider: { revoke: 'none' } })
    const grace = none.newPerson()
    await none.signIn(grace)
    expect(await (await grace.call('/oauth/acme/logout')).json()).toEqual({})
    expect(none.audited.at(-1)).toMatchObject({ type: 'signed-out', revoked: false })
    expect(none.audited.map(({ type }) => type)).not.toContain('revocation-failed')
  })

  const byAccessToken = [
    [
      'with a request of its own (GitHub)',
      {
        revoke: 'github-delete',
        endpoints: {
          authorization: 'https://acme.test/authorize',
          token: 'https://acme.test/token',
          revocation: 'https://acme.test/applications/{client_id}/token',
        },
      } as const,
      '/applications/client-1/token',
    ],
    [
      'at its revocation endpoint (Slack, Dropbox)',
      { revoke: 'dialect', dialect: { revokeWith: 'access_token' } } as const,
      '/revoke',
    ],
  ] as const

  describe.each(byAccessToken)('a provider that is told by the access token, %s', (_what, provider, path) => {
    function serving() {
      const world = setup({ provider })
      const live = new Set<string>()
      const told: string[] = []
      world.simulator.answer('/token', () => undefined)
      world.simulator.answer(path, ({ body, form }) => {
        const token = form.get('token') ?? String(JSON.parse(body || '{}').access_token)
        told.push(token)
        return live.delete(token) ? new Response(null, { status: 204 }) : new Response(null, { status: 404 })
      })
      const newest = (): string =>
        world.simulator.secrets().findLast((one) => one.startsWith('access-')) ?? ''
      return { ...world, live, told, newest }
    }

    test('is told of one that is good', async () => {
      const { newPerson, signIn, live, told, newest, audited } = serving()
      const ada = newPerson()
      await signIn(ada)
      live.add(newest())
      expect(await (await ada.call('/oauth/acme/logout')).json()).toEqual({})
      expect(told).toEqual([newest()])
      expect(audited.at(-1)).toMatchObject({ type: 'signed-out', revoked: true })
    })

    test('is asked for a new one first, where that has expired or did not fit into the cookie', async () => {
      const { newPerson, signIn, simulator, told, clock, audited, newest } = serving()
      const ada = newPerson()
      await signIn(ada)
      const stale = newest()
      clock.now += 3_600_001
      simulator.answer(path, ({ body, form }) => {
        told.push(form.get('token') ?? String(JSON.parse(body || '{}').access_token))
        return new Response(null, { status: 204 })
      })
      expect(await (await ada.call('/oauth/acme/logout')).json()).toEqual({})
      expect(told).toEqual([newest()])
      expect(told).not.toContain(stale)
      expect(audited.at(-1)).toMatchObject({ type: 'signed-out', revoked: true })
    })

    test('says 404 of one that should be good: that is no revocation', async () => {
      const { newPerson, signIn, audited } = serving()
      const ada = newPerson()
      await signIn(ada)
      expect(await (await ada.call('/oauth/acme/logout')).json()).toEqual({ revocation: 'failed' })
      expect(audited.slice(-2)).toMatchObject([
        { type: 'revocation-failed', error: { code: 'revocation-refused' } },
        { type: 'signed-out', revoked: false },
      ])
    })

    test('has ended the grant itself: nothing is left to revoke', async () => {
      const { newPerson, signIn, simulator, told, clock, audited } = serving()
      const ada = newPerson()
      await signIn(ada)
      clock.now += 3_600_001
      simulator.refreshTokens.clear()
      expect(await (await ada.call('/oauth/acme/logout')).json()).toEqual({})
      expect(told).toEqual([])
      expect(audited.at(-1)).toMatchObject({ type: 'signed-out', revoked: true })
    })
  })
})
