// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { keptToken } from '../../src/protocol/server-part.js'
import { setup } from './setup.js'

const apis = [
  {
    url: 'https://api.acme.test/v1',
    requestHeaders: ['x-api-version'],
    headers: { 'client-id': 'client-1' },
  },
  { url: 'https://api.acme.test/v1/notes', methods: ['GET', 'POST'] },
]

async function proxying(more: Parameters<typeof setup>[0] = {}) {
  const world = setup({ configured: { mode: 'proxy', apis }, ...more })
  const ada = world.newPerson()
  await world.signIn(ada)
  const toApi = () => world.simulator.arrived.filter(({ url }) => url.host === 'api.acme.test')
  return {
    ...world,
    ada,
    toApi,
    get: (path: string) => ada.call(`/oauth/api/acme/${path}`, undefined, { method: 'GET' }),
  }
}

describe('a proxy', () => {
  test.each([0, 799])('takes an answer with the status %d for none', async (status) => {
    const { audited, get, simulator } = await proxying()
    simulator.answer('/v1/me', () => Object.defineProperty(new Response('x'), 'status', { value: status }))
    expect((await get('api.acme.test/v1/me')).status).toBe(502)
    expect(audited.some(({ type }) => type === 'failed')).toBe(false)
  })

  test('attaches the token, which the page never sees', async () => {
    const { ada, get, simulator, toApi } = await proxying()
    const session = await (await ada.call('/oauth/acme/session')).json()
    expect(session).toMatchObject({ signed_in: true, mode: 'proxy', expires_in: 3600 })
    expect(session.access_token).toMatch(/^kept-by-the-server-part\.[\w-]{12}$/)
    expect(await (await ada.call('/oauth/acme/token')).json()).toEqual(session)

    const answer = await get('api.acme.test/v1/me?page=2')
    expect(await answer.json()).toEqual({ path: '/v1/me', method: 'GET' })
    const [sent] = toApi()
    expect(sent?.url.href).toBe('https://api.acme.test/v1/me?page=2')
    expect(sent?.headers.get('authorization')).toMatch(/^Bearer access-token-/)
    expect(sent?.headers.get('client-id')).toBe('client-1')
    expect(sent?.headers.get('cookie')).toBeNull()
    for (const secret of simulator.secrets()) {
      expect(JSON.stringify([session, ...answer.headers])).not.toContain(secret)
    }
  })

  test('takes a placeholder in the place of the header, and sends the real one', async () => {
    const { ada, toApi } = await proxying()
    const headers = { hallpass: undefined, authorization: `Bearer ${keptToken}` }
    const answer = await ada.call('/oauth/api/acme/api.acme.test/v1/me', undefined, {
      method: 'GET',
      headers,
    })
    expect(answer.status).toBe(200)
    expect(toApi()[0]?.headers.get('authorization')).toMatch(/^Bearer access-token-/)
  })

  test.each([
    'evil.test/v1/me',
    '/evil.test/v1/me',
    '//evil.test/v1/me',
    'https://evil.test/v1/me',
    'api.acme.test@evil.test/v1/me',
    'x@api.acme.test/v1/me',
    'api.acme.test:8443/v1/me',
    'api.acme.test./v1/me',
    'API.acme.test/v1/me',
    'api.acme.test.evil.test/v1/me',
    'api.acme.test',
    'api.acme.test/',
    'api.acme.test/v1x/me',
    'api.acme.test/v2/me',
    'api.acme.test/v1/../v2/me',
    'api.acme.test/v1/..%2fv2/me',
    'api.acme.test/v1/..%5cv2/me',
    'api.acme.test/v1/%2e%2e/v2/me',
    'api.acme.test/v1/%2e%2e%2fv2',
    'api.acme.test/v1/%252e%252e/v2',
    'api.acme.test/v1/..;/v2/me',
    'api.acme.test/v1//evil.test',
    'api.acme.test/v1/\\evil.test',
    'api.acme.test/v1/%00',
    'api.acme.test/v1/a%0d%0aset-cookie:x',
    '%61pi.acme.test/v1/me',
    '__proto__/v1/me',
    '',
  ])('sends nothing to %j', async (path) => {
    const { get, toApi, simulator } = await proxying()
    const before = simulator.arrived.length
    expect((await get(path)).status).toBe(404)
    expect(toApi()).toEqual([])
    expect(simulator.arrived.length).toBe(before)
  })

  test('only by methods that are listed, and by path', async () => {
    const { ada, toApi } = await proxying()
    const send = (method: string, path: string) =>
      ada.call(`/oauth/api/acme/api.acme.test${path}`, method === 'GET' ? undefined : { a: 'b' }, { method })
    expect((await send('DELETE', '/v1/notes/1')).status).toBe(405)
    expect((await send('POST', '/v1/me')).status).toBe(405)
    expect(toApi()).toEqual([])
    expect((await send('POST', '/v1/notes')).status).toBe(200)
    expect(toApi()[0]?.body).toBe('a=b')
  })

  test('passes on what was listed of the request, and nothing of the answer that governs pages', async () => {
    const { ada, simulator, toApi } = await proxying()
    simulator.answer('/v1/me', () =>
      Response.json(
        {},
        {
          headers: {
            'set-cookie': 'evil=1',
            location: 'https://evil.test',
            'access-control-allow-origin': '*',
            'content-security-policy': 'default-src *',
            'strict-transport-security': 'max-age=1',
            'clear-site-data': '"*"',
            etag: '"1"',
            'x-ratelimit-remaining': '59',
          },
        },
      ),
    )
    const headers = {
      'x-api-version': '2',
      'x-other': 'y',
      'x-forwarded-for': '1.2.3.4',
      'if-none-match': '"1"',
    }
    const answer = await ada.call('/oauth/api/acme/api.acme.test/v1/me', undefined, {
      method: 'GET',
      headers,
    })
    expect([...(toApi()[0]?.headers.keys() ?? [])].sort()).toEqual([
      'authorization',
      'client-id',
      'if-none-match',
      'user-agent',
      'x-api-version',
    ])
    expect(Object.fromEntries(answer.headers)).toEqual({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/json',
      etag: '"1"',
      vary: 'Origin',
      'x-content-type-options': 'nosniff',
      'x-ratelimit-remaining': '59',
    })
  })

  test.each([301, 302, 303, 307, 308])(
    'follows no redirect (%i), and tells nobody where it leads',
    async (status) => {
      const { get, simulator, toApi } = await proxying()
      simulator.answer(
        '/v1/me',
        () => new Response(null, { status, headers: { location: 'https://evil.test/' } }),
      )
      const answer = await get('api.acme.test/v1/me')
      expect(answer.status).toBe(502)
      expect(answer.headers.get('location')).toBeNull()
      expect(toApi()).toHaveLength(1)
    },
  )

  test('refuses a body that is too long, and says when the API is not there', async () => {
    const { ada, get, simulator } = await proxying()
    const answer = await ada.call('/oauth/api/acme/api.acme.test/v1/notes', 'x'.repeat((1 << 20) + 1), {
      headers: { 'content-type': 'text/plain' },
    })
    expect(answer.status).toBe(413)
    simulator.answer('/v1/me', () => Promise.reject(new TypeError('fetch failed')))
    expect((await get('api.acme.test/v1/me')).status).toBe(502)
  })

  test('has its token renewed by the token route, and says who is signed out', async () => {
    const { ada, clock, get, simulator, newPerson } = await proxying()
    clock.now += 3_600_000
    expect((await get('api.acme.test/v1/me')).status).toBe(401)
    expect((await ada.call('/oauth/acme/token')).status).toBe(200)
    expect((await get('api.acme.test/v1/me')).status).toBe(200)
    simulator.refreshTokens.clear()
    clock.now += 3_600_000
    expect((await ada.call('/oauth/acme/token')).status).toBe(400)
    expect(ada.sessionCookies()).toEqual([])
    const nobody = await newPerson().call('/oauth/api/acme/api.acme.test/v1/me', undefined, { method: 'GET' })
    expect(nobody.status).toBe(401)
  })

  test('a token that never ends stays where it is', async () => {
    const { ada, get } = await proxying({ simulator: { expiresIn: undefined, refreshTokens: false } })
    expect((await get('api.acme.test/v1/me')).status).toBe(200)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({
      signed_in: true,
      renewable: false,
    })
  })
})
