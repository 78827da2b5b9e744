// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { origin, setup } from './setup.js'

async function signedIn(more: Parameters<typeof setup>[0] = {}) {
  const world = setup(more)
  const ada = world.newPerson()
  await world.signIn(ada)
  return { ...world, ada }
}

describe('who may ask', () => {
  const actions = ['session', 'token', 'logout']

  test.each([
    ['another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['a sibling', { origin: 'https://blog.app.test', 'sec-fetch-site': 'same-site' }],
    ['another port', { origin: `${origin}:8443`, 'sec-fetch-site': 'same-site' }],
    ['http', { origin: 'http://app.test', 'sec-fetch-site': 'cross-site' }],
    ['a longer name', { origin: `${origin}.evil.test` }],
    ['another case', { origin: 'https://APP.test' }],
    ['a slash more', { origin: `${origin}/` }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['two origins', { origin: `${origin}, https://evil.test` }],
    ['nobody', { origin: undefined }],
    ['nobody, not even a browser', { origin: undefined, 'sec-fetch-site': undefined }],
    ['a link', { origin: undefined, 'sec-fetch-site': 'none' }],
    [
      'a form, without the header',
      { hallpass: undefined, 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['a script without the header', { hallpass: undefined }],
    ['the header with another value', { hallpass: 'true' }],
    ['strange metadata', { 'sec-fetch-site': 'elsewhere' }],
  ])('%s gets a 403, whatever the cookie says', async (_who, headers) => {
    const { ada, simulator } = await signedIn()
    const before = simulator.arrived.length
    for (const action of actions) {
      const answer = await ada.call(`/oauth/acme/${action}`, { stale_token: 'x' }, { headers })
      expect(answer.status, action).toBe(403)
      expect(await answer.text()).not.toMatch(/token-|ada/)
      expect([null, origin]).toContain(answer.headers.get('access-control-allow-origin'))
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(simulator.arrived.length).toBe(before)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: true })
  })

  test('the header is wanted for a POST without a body, and for a GET of the proxy, too', async () => {
    const { ada } = await signedIn({ configured: { mode: 'proxy', apis: ['https://acme.test'] } })
    const headers = { hallpass: undefined }
    expect((await ada.call('/oauth/acme/session', undefined, { headers })).status).toBe(403)
    expect(
      (await ada.call('/oauth/api/acme/acme.test/user', undefined, { method: 'GET', headers })).status,
    ).toBe(403)
    const own = { origin: undefined }
    expect(
      (await ada.call('/oauth/api/acme/acme.test/user', undefined, { method: 'GET', headers: own })).status,
    ).toBe(200)
    const none = { ...own, 'sec-fetch-site': undefined }
    expect(
      (await ada.call('/oauth/api/acme/acme.test/user', undefined, { method: 'GET', headers: none })).status,
    ).toBe(403)
  })

  test('a preflight is answered for a listed origin at another host, and for nobody else', async () => {
    const { server } = await signedIn({ server: { origins: [origin, 'https://www.app.test'] } })
    const preflight = (from: string) =>
      server(
        new Request(`${origin}/oauth/acme/token`, {
          method: 'OPTIONS',
          headers: {
            origin: from,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'hallpass',
          },
        }),
      )
    const allowed = await preflight('https://www.app.test')
    expect(allowed?.status).toBe(204)
    expect(allowed?.headers.get('access-control-allow-origin')).toBe('https://www.app.test')
    expect(allowed?.headers.get('access-control-allow-credentials')).toBe('true')
    expect(allowed?.headers.get('vary')).toBe('Origin')
    const refused = await preflight('https://evil.test')
    expect(refused?.status).toBe(403)
    expect([...(refused?.headers.keys() ?? [])].filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    )
  })

  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
    ['in a frame', { 'sec-fetch-dest': 'iframe' }],
    ['as a picture', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['by fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('a login does not begin %s', async (_how, headers) => {
    const { newPerson } = setup()
    const answer = await newPerson().navigate('/oauth/acme/login', { headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('what there is', () => {
  test.each([
    ['GET', '/oauth/acme/token', 405],
    ['PUT', '/oauth/acme/token', 405],
    ['DELETE', '/oauth/acme/session', 405],
    ['POST', '/oauth/acme/login', 405],
    ['HEAD', '/oauth/acme/login', 405],
    ['PUT', '/oauth/acme/callback', 405],
    ['POST', '/oauth/acme/revoke', 404],
    ['POST', '/oauth/acme/token/', 404],
    ['POST', '/oauth/acme/token/x', 404],
    ['POST', '/oauth/acme', 404],
    ['POST', '/oauth', 404],
    ['POST', '/oauth/other/token', 404],
    ['POST', '/oauth/__proto__/token', 404],
    ['POST', '/oauth/constructor/token', 404],
    ['POST', '/oauth/acme/__proto__', 404],
    ['POST', '/oauth/acme/toString', 404],
    ['POST', '/oauth/acme/%74oken', 404],
    ['POST', '/oauth//acme/token', 404],
    ['POST', '/oauth/acme/api', 404],
    ['GET', '/oauth/api/acme/acme.test/user', 404],
  ])('%s %s is a %i', async (method, path, status) => {
    const { ada, simulator } = await signedIn()
    const before = simulator.arrived.length
    const answer = await ada.call(path, undefined, { method })
    expect(answer.status).toBe(status)
    expect(simulator.arrived.length).toBe(before)
  })

  test('everything else is not the server part’s', async () => {
    const { server } = setup()
    for (const path of [
      '/',
      '/oauthx/acme/token',
      '/OAUTH/acme/token',
      '/x/oauth/acme/token',
      '/oauth/../inbox',
    ]) {
      expect(await server(new Request(origin + path)), path).toBeUndefined()
    }
  })

  test('a host that is not configured is told so, and the only origin needs no telling', async () => {
    const two = setup({ server: { origins: [origin, 'https://other.test'] } })
    const answer = await two.server(new Request('https://evil.test/oauth/acme/login'))
    expect(answer?.status).toBe(421)
    expect(answer?.headers.get('location')).toBeNull()

    const one = setup()
    const leaving = await one.server(new Request('http://10.0.0.1:3000/oauth/acme/login'))
    expect(leaving?.headers.get('location')).toContain(encodeURIComponent(`${origin}/oauth/acme/callback`))
  })
})

describe('what is sent', () => {
  test.each([
    ['a body that is too long', `stale_token=${'x'.repeat(9000)}`, 413],
    ['a parameter twice', 'stale_token=a&stale_token=b', 400],
    ['another grant', 'grant_type=client_credentials', 400],
    ['a password', 'grant_type=password&username=a&password=b', 400],
    [
      'a token exchange',
      `grant_type=${encodeURIComponent('urn:ietf:params:oauth:grant-type:token-exchange')}`,
      400,
    ],
    ['a code', 'grant_type=authorization_code&code=x', 400],
    ['a refresh token', 'refresh_token=stolen', 400],
    ['a client id', 'client_id=other', 400],
    ['a secret', 'client_secret=guess', 400],
    ['an endpoint', 'token_endpoint=https://evil.test', 400],
    ['a prototype', '__proto__=x', 400],
    ['a scope that was not granted', 'scope=admin', 400],
    ['a resource that is not configured', 'resource=https://evil.test', 400],
  ])('%s is refused, and nothing goes to the provider', async (_what, body, status) => {
    const { ada, simulator } = await signedIn()
    const before = simulator.arrived.length
    const answer = await ada.call('/oauth/acme/token', body, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer.status).toBe(status)
    expect(simulator.arrived.length).toBe(before)
    expect(await answer.text()).not.toContain('token-')
  })

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'a body of type "%s" is refused',
    async (type) => {
      const { ada } = await signedIn()
      const answer = await ada.call('/oauth/acme/token', '{"stale_token":"x"}', {
        headers: { 'content-type': type || undefined },
      })
      expect(answer.status).toBe(415)
    },
  )

  test('a body that says it is short and is not', async () => {
    const { server } = setup()
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(4096)),
    })
    const answer = await server(
      new Request(`${origin}/oauth/acme/token`, {
        method: 'POST',
        headers: {
          origin,
          hallpass: '1',
          'content-length': '10',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
        duplex: 'half',
      } as RequestInit),
    )
    expect(answer?.status).toBe(413)
  })

  test('a narrower token is asked for, handed out, and not kept', async () => {
    const { ada, simulator } = await signedIn()
    const narrow = await (await ada.call('/oauth/acme/token', { scope: 'read' })).json()
    expect(narrow.scope).toBe('read')
    expect(simulator.arrived.at(-1)?.form.get('scope')).toBe('read')
    expect((await (await ada.call('/oauth/acme/token')).json()).scope).toBe('openid read')
  })

  test('a login asks for no more than is configured, whatever the page says', async () => {
    const { newPerson } = setup({ configured: { pageParams: ['kc_idp_hint'] } })
    const refused = [
      'scope=openid+admin',
      'access_type=offline',
      'redirect_uri=https://evil.test',
      'client_id=x',
      'state=x',
      'prompt=a&prompt=b',
      'max_age=x',
      '__proto__=x',
    ]
    for (const query of refused) {
      const answer = await newPerson().navigate(`/oauth/acme/login?${query}`)
      expect(answer.status, query).toBe(400)
      expect(answer.headers.get('location')).toBeNull()
    }
    const fine = await newPerson().navigate(
      '/oauth/acme/login?scope=openid&prompt=login&login_hint=ada&kc_idp_hint=x',
    )
    const { searchParams } = new URL(fine.headers.get('location') ?? '')
    expect(searchParams.get('scope')).toBe('openid')
    expect(searchParams.get('prompt')).toBe('login')
    expect(searchParams.get('kc_idp_hint')).toBe('x')
  })

  test('line breaks in parameters end no header', async () => {
    const { newPerson, simulator } = setup()
    const ada = newPerson()
    const evil = encodeURIComponent('x\r\nset-cookie: evil=1')
    const leaving = await ada.navigate(
      `/oauth/acme/login?login_hint=${evil}&returnTo=${encodeURIComponent('/a\r\nset-cookie: evil=1')}`,
    )
    expect(leaving.headers.get('location')).toContain('%0D%0A')
    const back = await ada.navigate(simulator.authorize(leaving.headers.get('location') ?? '').href)
    expect(back.headers.get('location')).toBe(`${origin}/`)
    expect([...ada.cookies.keys()].filter((name) => name.includes('evil'))).toEqual([])
  })
})

test('the rate limit is asked before anything is decrypted or sent, by action', async () => {
  const asked: unknown[] = []
  const { ada, simulator } = await signedIn({
    server: {
      rateLimit: async (_request, about) => {
        asked.push(about)
        return about.action !== 'token'
      },
    },
  })
  const before = simulator.arrived.length
  const answer = await ada.call('/oauth/acme/token', { stale_token: 'x' })
  expect(answer.status).toBe(429)
  expect(answer.headers.get('retry-after')).toBe('60')
  expect(simulator.arrived.length).toBe(before)
  expect(asked).toEqual(['login', 'callback', 'token'].map((action) => ({ provider: 'acme', action })))
})

test('every answer is kept by nobody', async () => {
  const { ada } = await signedIn()
  const answers = [
    await ada.navigate('/oauth/acme/login'),
    await ada.navigate('/oauth/acme/callback?code=x&state=y'),
    ...(await Promise.all(
      ['session', 'token', 'nothing'].map((action) => ada.call(`/oauth/acme/${action}`)),
    )),
    await ada.call('/oauth/acme/logout', undefined, { headers: { origin: 'https://evil.test' } }),
    await ada.call('/oauth/acme/logout'),
  ]
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})
