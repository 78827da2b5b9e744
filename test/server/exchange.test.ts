// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { origin, secret, setup } from './setup.js'

const redirectUri = `${origin}/callback`
const verifier = 'v'.repeat(43)

function exchanging(configured: object = {}, more: Readonly<Record<string, unknown>> = {}) {
  const world = setup({
    configured: { mode: 'exchange', redirectUris: [redirectUri], ...configured },
    simulator: { more },
  })
  const request = new URL('https://acme.test/authorize?scope=openid&state=s&nonce=n')
  request.searchParams.set('redirect_uri', redirectUri)
  const code = world.simulator.authorize(request.href).searchParams.get('code') ?? ''
  const form = {
    grant_type: 'authorization_code',
    client_id: 'client-1',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  return { ...world, ada: world.newPerson(), form }
}

describe('an exchange', () => {
  test('adds the secret, and leaves out the refresh token and what it does not know', async () => {
    const { ada, form, simulator } = exchanging()
    const answer = await ada.call('/oauth/acme/token', form)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/^access-token-/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'openid',
      id_token: expect.any(String),
    })
    expect(Object.fromEntries(simulator.arrived[0]?.form ?? [])).toEqual({ ...form, client_secret: secret })
    expect(ada.setCookies).toEqual([])
  })

  test('says when the grant ends where the page has its refresh token, and only there', async () => {
    const ends = {
      refresh_token_timeout: 60,
      refresh_token_expires_in: 61,
      refresh_expires_in: 62,
      authorization_expires_in: 63,
    }
    const closed = exchanging({}, ends)
    expect(await (await closed.ada.call('/oauth/acme/token', closed.form)).json()).not.toMatchObject({
      authorization_expires_in: 63,
    })
    const open = exchanging({ refreshTokensInPage: true }, ends)
    expect(await (await open.ada.call('/oauth/acme/token', open.form)).json()).toMatchObject(ends)
  })

  test.each<[string, Record<string, string>]>([
    ['another client', { client_id: 'client-2' }],
    ['another redirect URI', { redirect_uri: `${origin}/elsewhere` }],
    ['nearly that redirect URI', { redirect_uri: `${redirectUri}/` }],
    ['no verifier', { code_verifier: '' }],
    ['a short verifier', { code_verifier: 'v'.repeat(42) }],
    ['a long verifier', { code_verifier: 'v'.repeat(129) }],
    ['a verifier with a line break', { code_verifier: `${'v'.repeat(43)}\r\n` }],
    ['a code with a line break', { code: 'a\r\nb' }],
    ['no code', { code: '' }],
    ['another grant', { grant_type: 'client_credentials' }],
    ['a refresh', { grant_type: 'refresh_token', refresh_token: 'x' }],
  ])('%s is refused, and nothing is asked', async (_what, change) => {
    const { ada, form, simulator } = exchanging()
    const answer = await ada.call('/oauth/acme/token', { ...form, ...change })
    expect(answer.status).toBe(400)
    expect(simulator.arrived).toEqual([])
  })

  test('a secret, an endpoint and whatever else the caller sends do not go along', async () => {
    const { ada, form, simulator } = exchanging()
    await ada.call('/oauth/acme/token', {
      ...form,
      client_secret: 'theirs',
      token_endpoint: 'https://evil.test',
      audience: 'x',
      __proto__x: '1',
    })
    expect(simulator.arrived[0]?.url.href).toBe('https://acme.test/token')
    expect(Object.fromEntries(simulator.arrived[0]?.form ?? [])).toEqual({ ...form, client_secret: secret })
  })

  test('a refresh is to be had only where refresh tokens are let into the page', async () => {
    const { ada, form } = exchanging({ refreshTokensInPage: true })
    const { refresh_token } = await (await ada.call('/oauth/acme/token', form)).json()
    const refresh = { grant_type: 'refresh_token', client_id: 'client-1', refresh_token }
    expect((await ada.call('/oauth/acme/token', { ...refresh, scope: 'openid admin' })).status).toBe(400)
    expect(await (await ada.call('/oauth/acme/token', refresh)).json()).toMatchObject({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
    })
  })

  test('an error of the provider comes without its words', async () => {
    const { ada, form, simulator } = exchanging()
    simulator.answer('/token', () =>
      Response.json({ error: 'invalid_grant', error_description: `code ${form.code}` }, { status: 400 }),
    )
    const answer = await ada.call('/oauth/acme/token', form)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'Acme refused the grant.',
    })
  })

  test('a page of another site is a matter of the list', async () => {
    const { ada, form } = exchanging()
    const answer = await ada.call('/oauth/acme/token', form, {
      headers: { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.status).toBe(403)
  })

  test.each(['login', 'callback', 'session', 'logout'])('there is no %s', async (action) => {
    const { ada } = exchanging()
    expect((await ada.call(`/oauth/acme/${action}`)).status).toBe(404)
  })

  test.each([
    ['400 without a body', () => new Response(null, { status: 400 }), 400],
    ['401 without an error', () => Response.json({}, { status: 401 }), 401],
    ['403 of something in between', () => Response.json({}, { status: 403 }), 403],
    ['a word of its own', () => Response.json({ error: 'Bad Request!' }, { status: 400 }), 400],
  ])('%s of the provider is a refusal for the page as well', async (_, answer, status) => {
    const { ada, form, simulator } = exchanging()
    simulator.answer('/token', answer)
    const refused = await ada.call('/oauth/acme/token', form)
    expect(refused.status).toBe(status)
    expect(await refused.json()).toMatchObject({ error: 'invalid_request' })
  })
})
