// @vitest-environment node
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Served, serve } from './served.js'
import { createUserAgent } from './user-agent.js'

let served: Served
beforeAll(async () => {
  served = await serve()
})
afterAll(() => served[Symbol.asyncDispose]())

describe('discovery', () => {
  test('names the origin it was asked at as the issuer', async () => {
    for (const origin of [served.origin, served.origin.replace('localhost', '127.0.0.1')]) {
      const metadata = await json(`${origin}/oidc/.well-known/openid-configuration`)
      expect(metadata).toMatchObject({
        issuer: `${origin}/oidc`,
        authorization_endpoint: `${origin}/oidc/authorize`,
        token_endpoint: `${origin}/oidc/token`,
        userinfo_endpoint: `${origin}/oidc/userinfo`,
        revocation_endpoint: `${origin}/oidc/revoke`,
        end_session_endpoint: `${origin}/oidc/logout`,
        pushed_authorization_request_endpoint: `${origin}/oidc/par`,
        jwks_uri: `${origin}/oidc/jwks`,
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ['S256'],
      })
      expect(metadata.dpop_signing_alg_values_supported).toContain('ES256')
      expect(metadata.scopes_supported).toContain('offline_access')
    }
  })

  test('also answers where RFC 8414 puts the metadata of an issuer with a path', async () => {
    const metadata = await json(`${served.origin}/.well-known/oauth-authorization-server/oidc`)
    expect(metadata.issuer).toBe(served.issuer)
  })

  test('does not believe a forwarded host', async () => {
    const metadata = await json(`${served.issuer}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    })
    expect(metadata.token_endpoint).toBe(`${served.issuer}/token`)
  })

  test('can have a fixed origin, behind a proxy', async () => {
    await using behindProxy = await serve({
      allowedHosts: ['app.example.test'],
      origin: 'https://app.example.test',
    })
    const metadata = await json(`${behindProxy.origin}/oidc/.well-known/openid-configuration`)
    expect(metadata.issuer).toBe('https://app.example.test/oidc')
    expect(metadata.token_endpoint).toBe('https://app.example.test/oidc/token')
  })

  test('leaves every other path to others', async () => {
    expect((await fetch(`${served.origin}/`)).status).toBe(404)
    expect((await fetch(`${served.origin}/oidcs/token`)).status).toBe(404)
  })
})

describe('signing in', () => {
  test('is one click, and comes back with code, state and iss', async () => {
    const browser = createUserAgent(served)
    const request = browser.request()
    const callback = await browser.pick(request, 'ada')
    expect(`${callback.origin}${callback.pathname}`).toBe(`${served.origin}/deep/page`)
    expect(callback.searchParams.get('state')).toBe(request.parameters.state)
    expect(callback.searchParams.get('iss')).toBe(served.issuer)

    const tokens = await browser.redeem(callback, request)
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      iss: served.issuer,
      aud: 'spa',
      sub: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      nonce: request.parameters.nonce,
    })
    expect(tokens.refresh_token).toBeTypeOf('string')
    expect(tokens.scope.split(' ').sort()).toEqual(['email', 'offline_access', 'openid', 'profile'])
  })

  test('offers everybody by name, the hinted one first, and fetches nothing from elsewhere', async () => {
    const browser = createUserAgent(served)
    const { response } = await browser.navigate(
      browser.authorizationUrl(browser.request({ login_hint: 'grace@example.com', prompt: 'login' })),
    )
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await response.text()
    expect([...html.matchAll(/Continue as ([\w ]+)</g)].map((match) => match[1])).toEqual([
      'Grace Hopper',
      'Ada Lovelace',
      'Alan Turing',
    ])
    expect(html).not.toMatch(/<script|(?:src|href)="https?:\/\/(?!localhost)/)
  })

  test('escapes what a name, a picture and a client are called', async () => {
    await using odd = await serve({
      users: [{ sub: '"><i>', name: '<b>Bobby</b>', picture: 'data:image/svg+xml,"onerror="x' }],
      clients: [{ clientId: 'spa', name: '<u>app</u>' }],
    })
    const browser = createUserAgent(odd)
    const { response } = await browser.navigate(browser.authorizationUrl(browser.request()))
    expect(await response.text()).not.toMatch(/<[biu]>|"onerror/)
    await browser.signIn('"><i>')
  })

  test('is not asked twice: the session remembers, unless the request says otherwise', async () => {
    const browser = createUserAgent(served)
    await browser.signIn('alan')
    const silent = await browser.navigate(browser.authorizationUrl(browser.request({ prompt: 'none' })))
    expect(silent.url.searchParams.get('code')).toBeTypeOf('string')
    for (const prompt of ['login', 'select_account', 'consent', 'login consent']) {
      const asked = browser.request({ prompt })
      expect((await browser.navigate(browser.authorizationUrl(asked))).url.pathname).toMatch(
        /^\/oidc\/sign-in\//,
      )
      expect((await browser.redeem(await browser.pick(asked, 'alan'), asked)).refresh_token).toBeTypeOf(
        'string',
      )
    }
  })

  test('silently gives a refresh token too, without prompt=consent', async () => {
    const browser = createUserAgent(served)
    await browser.signIn()
    const request = browser.request({ prompt: 'none' })
    const { url } = await browser.navigate(browser.authorizationUrl(request))
    expect((await browser.redeem(url, request)).refresh_token).toBeTypeOf('string')
  })

  test('gives no refresh token to who did not ask for offline_access', async () => {
    const tokens = await createUserAgent(served).signIn('ada', { scope: 'openid profile' })
    expect(tokens).not.toHaveProperty('refresh_token')
    expect(tokens.scope).toBe('openid profile')
  })

  test('answers login_required to prompt=none without a session', async () => {
    const browser = createUserAgent(served)
    const { url } = await browser.navigate(browser.authorizationUrl(browser.request({ prompt: 'none' })))
    expect(url.searchParams.get('error')).toBe('login_required')
    expect(url.searchParams.get('iss')).toBe(served.issuer)
  })

  test('answers access_denied when cancelled', async () => {
    const browser = createUserAgent(served)
    const callback = await browser.pick(browser.request(), undefined)
    expect(callback.searchParams.get('error')).toBe('access_denied')
  })

  test('explains itself when the sign-in page is opened again afterwards', async () => {
    const browser = createUserAgent(served)
    const page = await browser.navigate(browser.authorizationUrl(browser.request()))
    const submit = () =>
      browser.visit(page.url.href, { method: 'POST', body: new URLSearchParams({ sub: 'ada' }) })
    await browser.visit((await submit()).headers.get('location') ?? '')
    const again = await submit()
    expect(again.status).toBe(400)
    expect(await again.text()).toContain('This sign-in is over')
  })

  test('works in two tabs at once', async () => {
    const browser = createUserAgent(served)
    const [one, two] = [browser.request(), browser.request()]
    const pages = [
      await browser.navigate(browser.authorizationUrl(one)),
      await browser.navigate(browser.authorizationUrl(two)),
    ]
    for (const [page, request] of [
      [pages[0], one],
      [pages[1], two],
    ] as const) {
      const body = new URLSearchParams({ sub: 'ada' })
      const { url } = await browser.navigate(page?.url.href ?? '', { method: 'POST', body })
      expect((await browser.redeem(url, request)).access_token).toBeTypeOf('string')
    }
  })

  test('a second time, in another tab, does not spoil the first', async () => {
    const browser = createUserAgent(served)
    const asked = browser.request({ scope: 'openid' })
    const callback = await browser.pick(asked, 'ada')
    await browser.navigate(browser.authorizationUrl(browser.request({ scope: 'openid' })))
    expect((await browser.redeem(callback, asked)).access_token).toBeTypeOf('string')
  })

  test('requires PKCE with S256', async () => {
    const browser = createUserAgent(served)
    const missing = browser.request({ code_challenge: undefined, code_challenge_method: undefined })
    const plain = browser.request({ code_challenge_method: 'plain' })
    for (const request of [missing, plain]) {
      const { url } = await browser.navigate(browser.authorizationUrl(request))
      expect(url.searchParams.get('error')).toBe('invalid_request')
    }
  })

  test('takes pushed authorization requests, offline_access included, and can insist on them', async () => {
    await using strict = await serve({ requirePushedAuthorizationRequests: true })
    const browser = createUserAgent(strict)
    const request = browser.request()
    const direct = await browser.navigate(browser.authorizationUrl(request))
    expect(direct.url.searchParams.get('error')).toBe('invalid_request')

    const pushed = await browser.post('/par', request.parameters)
    const { request_uri } = (await pushed.json()) as { request_uri: string }
    const callback = await browser.pick({ ...request, parameters: { client_id: 'spa', request_uri } }, 'ada')
    expect((await browser.redeem(callback, request)).refresh_token).toBeTypeOf('string')
  })
})

describe('where it redirects to', () => {
  test.each([
    'http://evil.example/cb',
    'http://localhost:1/cb',
    '{origin}/cb#fragment',
    'http://user@{host}/cb',
    '{origin}.evil.example/cb',
  ])('is not %s', async (template) => {
    const browser = createUserAgent(served)
    const uri = template.replace('{origin}', served.origin).replace('{host}', new URL(served.origin).host)
    const { response } = await browser.navigate(
      browser.authorizationUrl(browser.request({ redirect_uri: uri })),
    )
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`any URL on ${served.origin}`)
  })

  test('is exactly what is registered, once something is', async () => {
    await using exact = await serve({
      clients: [{ clientId: 'spa', redirectUris: ['https://app.example/cb'] }],
    })
    const browser = createUserAgent(exact)
    const callback = await browser.pick(browser.request({ redirect_uri: 'https://app.example/cb' }), 'ada')
    expect(callback.origin).toBe('https://app.example')
    for (const uri of ['https://app.example/cb/', 'https://app.example/cb?x', `${exact.origin}/`]) {
      const { response } = await browser.navigate(
        browser.authorizationUrl(browser.request({ redirect_uri: uri })),
      )
      expect(response.status).toBe(400)
    }
  })

  test('may be another origin of the client', async () => {
    await using other = await serve({ clients: [{ clientId: 'spa', origins: ['http://localhost:3000'] }] })
    const browser = createUserAgent(other)
    const callback = await browser.pick(
      browser.request({ redirect_uri: 'http://localhost:3000/a/b?c=d' }),
      'ada',
    )
    expect(callback.searchParams.get('c')).toBe('d')
  })

  test('is nowhere for a client nobody knows, and the page says which are known', async () => {
    const browser = createUserAgent(served)
    const { response } = await browser.navigate(
      browser.authorizationUrl(browser.request({ client_id: 'typo' })),
    )
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Known: spa.')
  })
})

describe('signing out', () => {
  test('goes straight back with state, and the session is gone', async () => {
    const browser = createUserAgent(served)
    const { id_token } = await browser.signIn()
    const query = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: `${served.origin}/bye`,
      state: 'xyz',
    })
    const response = await browser.visit(`${served.issuer}/logout?${query}`)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`${served.origin}/bye?state=xyz`)
    const { url } = await browser.navigate(browser.authorizationUrl(browser.request({ prompt: 'none' })))
    expect(url.searchParams.get('error')).toBe('login_required')
  })

  test('goes to no page that is not registered', async () => {
    const browser = createUserAgent(served)
    const { id_token } = await browser.signIn()
    const query = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: 'http://evil.example/',
    })
    const response = await browser.visit(`${served.issuer}/logout?${query}`)
    expect(response.status).toBe(400)
  })

  test('ends on a page of its own when no page was named', async () => {
    const browser = createUserAgent(served)
    const { id_token } = await browser.signIn()
    const { response } = await browser.navigate(`${served.issuer}/logout?id_token_hint=${id_token}`)
    expect(await response.text()).toContain('You are signed out')
  })
})

test('an RS256 server signs with RS256', async () => {
  await using rsa = await serve({ signingAlgorithm: 'RS256' })
  const { access_token } = await createUserAgent(rsa).signIn()
  const { protectedHeader } = await jwtVerify(access_token, createRemoteJWKSet(new URL(`${rsa.issuer}/jwks`)))
  expect(protectedHeader.alg).toBe('RS256')
})

test.each(['/', 'oidc', '/a b', '//evil', '/oidc?x'])('%j is no path to mount a server on', async (path) => {
  await expect(serve({ path })).rejects.toThrow(/must be an absolute path/)
})

async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  return (await (await fetch(url, init)).json()) as Record<string, unknown>
}
