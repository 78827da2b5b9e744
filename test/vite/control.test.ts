// @vitest-environment node
import { request as httpRequest } from 'node:http'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import type { DevAuthorizationServerOptions } from '../../src/vite/options.js'
import { type Served, serve } from './served.js'
import { createUserAgent } from './user-agent.js'

interface Done {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the answers of a dozen actions
  readonly body: any
}

async function act(
  { issuer }: Pick<Served, 'issuer'>,
  action: string,
  parameters: object = {},
  headers: Record<string, string> = {},
): Promise<Done> {
  const response = await fetch(`${issuer}/test/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(parameters),
  })
  return { status: response.status, body: await response.json() }
}

async function mint(served: Served, parameters: object = { login: 'ada' }) {
  const { status, body } = await act(served, 'grants', parameters)
  expect(status).toBe(200)
  return body as {
    id: string
    tokens: {
      access_token: string
      refresh_token: string
      id_token: string
      expires_in: number
      scope: string
    }
  }
}

test('a grant is minted without a browser, and its tokens are as good as those of a sign-in', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { id, tokens } = await mint(served, { login: 'grace@example.com', accessTokenSeconds: 7 })
  expect(id).toBeTypeOf('string')
  expect(tokens.expires_in).toBe(7)
  const keys = createRemoteJWKSet(new URL(`${served.issuer}/jwks`))
  const audience = `${served.origin}/api`
  const { payload } = await jwtVerify(tokens.access_token, keys, { issuer: served.issuer, audience })
  expect(payload.sub).toBe('grace')
  expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'grace', name: 'Grace Hopper', aud: 'spa' })
  expect(await (await agent.userinfo(tokens.access_token)).json()).toMatchObject({ sub: 'grace' })
  const renewed = await agent.refresh(tokens.refresh_token)
  expect(renewed.body.expires_in).toBe(7)
  expect(renewed.body.refresh_token).not.toBe(tokens.refresh_token)
})

test('two minted grants share nothing: the end of one is not the end of the other', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const [one, other] = [await mint(served), await mint(served)]
  expect((await act(served, 'revoke', { id: one.id })).body).toEqual({ grants: [one.id] })
  expect((await agent.refresh(one.tokens.refresh_token)).status).toBe(400)
  expect((await agent.userinfo(one.tokens.access_token)).status).toBe(401)
  expect((await agent.refresh(other.tokens.refresh_token)).status).toBe(200)
})

test('revoke leaves the session at the server, and with sessions: true the next login shows the page', async () => {
  await using served = await serve()
  const [agent, other] = [createUserAgent(served), createUserAgent(served)]
  const logIn = async (browser = agent) => {
    const asked = browser.request()
    const { url, response } = await browser.navigate(browser.authorizationUrl(asked))
    if (url.searchParams.has('code')) return browser.redeem(url, asked)
    return (await response.text()).includes('Who is signing in?') ? 'the sign-in page' : undefined
  }
  await Promise.all([agent.signIn('ada'), other.signIn('ada')])
  const [, { id }] = (await act(served, 'list')).body.grants
  await act(served, 'revoke', { id })
  expect([await logIn(), await logIn(other)]).toMatchObject([
    { token_type: 'Bearer' },
    { token_type: 'Bearer' },
  ])
  const [{ id: newest }] = (await act(served, 'list')).body.grants
  await act(served, 'revoke', { id: newest, sessions: true })
  expect([await logIn(other), await logIn()]).toMatchObject(['the sign-in page', { token_type: 'Bearer' }])
})

test('a grant for a login, a client or an API that is not there is refused, with those that are', async () => {
  await using served = await serve()
  const refused = async (parameters: object) =>
    (await act(served, 'grants', parameters)).body.error_description
  expect(await refused({ login: 'eve' })).toContain('Known: ada, alan, grace')
  expect(await refused({ login: 'ada', clientId: 'shop' })).toContain('Known: spa')
  expect(await refused({})).toContain('login: this text is needed')
  expect(await refused({ login: 'ada', accessTokenSeconds: 0 })).toContain('accessTokenSeconds')
  expect(await refused({ login: 'ada', resource: 'https://no.example' })).toContain('no API')
})

test('expire ends access tokens and leaves the refresh token', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { tokens } = await mint(served)
  await act(served, 'expire', { login: 'ada' })
  expect((await agent.userinfo(tokens.access_token)).status).toBe(401)
  const renewed = await agent.refresh(tokens.refresh_token)
  expect((await agent.userinfo(String(renewed.body.access_token))).status).toBe(200)
})

test('rotate uses the refresh token up, so that the next renewal is the second use', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { id, tokens } = await mint(served)
  await act(served, 'rotate', { id })
  expect((await agent.refresh(tokens.refresh_token)).body.error_description).toBe(
    'refresh token already used',
  )
  expect((await act(served, 'list')).body).toEqual({ grants: [] })
})

test('which grants are meant has to be said', async () => {
  await using served = await serve()
  for (const action of ['expire', 'revoke', 'rotate']) {
    expect((await act(served, action)).status).toBe(400)
  }
})

test('the list of grants has no token in it', async () => {
  await using served = await serve()
  const { tokens } = await mint(served)
  const { body } = await act(served, 'list')
  expect(body.grants).toMatchObject([{ sub: 'ada', clientId: 'spa', renewals: 0 }])
  const text = JSON.stringify(body)
  for (const token of [tokens.access_token, tokens.refresh_token])
    expect(text).not.toContain(token.slice(0, -5))
})

test('down breaks every request off, and up again all is as before', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { tokens } = await mint(served)
  await act(served, 'down', { on: true })
  await expect(agent.refresh(tokens.refresh_token)).rejects.toThrow('fetch failed')
  await act(served, 'down', { on: false })
  expect((await agent.refresh(tokens.refresh_token)).status).toBe(200)
})

test('slow holds answers back', async () => {
  await using served = await serve()
  await act(served, 'slow', { milliseconds: 60_000 })
  let answered = false
  const held = fetch(`${served.issuer}/jwks`).then(
    () => {
      answered = true
    },
    () => {},
  )
  await act(served, 'slow', { milliseconds: 0 })
  expect((await fetch(`${served.issuer}/jwks`)).status).toBe(200)
  expect(answered).toBe(false)
  await served[Symbol.asyncDispose]()
  await held
})

test('a status stands in for so many answers, with Retry-After that pages may read', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { tokens } = await mint(served)
  await act(served, 'status', { status: 429, retryAfter: 7, times: 2 })
  for (let turn = 0; turn < 2; turn++) {
    const response = await agent.post('/token', {}, { origin: served.origin })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After')
  }
  expect((await agent.refresh(tokens.refresh_token)).status).toBe(200)
  expect((await act(served, 'status', { status: 200 })).status).toBe(400)
})

test('trouble of one test run is not that of another, or of nobody', async () => {
  await using served = await serve()
  await act(served, 'status', { status: 503, run: 'one' })
  const statusIn = async (run: string | undefined) =>
    (await fetch(`${served.issuer}/jwks`, { headers: run ? { 'x-test-run': run } : {} })).status
  expect(await statusIn('one')).toBe(503)
  expect(await statusIn('two')).toBe(200)
  expect(await statusIn(undefined)).toBe(200)
  await act(served, 'reset', { run: 'one' })
  expect(await statusIn('one')).toBe(200)
})

test('rules change while the server runs, and grants outlive that', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const { tokens } = await mint(served)
  await act(served, 'settings', { accessTokenTtlSeconds: 11, rotateRefreshTokens: false })
  const steady = await agent.refresh(tokens.refresh_token)
  expect(steady.body).toMatchObject({ expires_in: 11, refresh_token: tokens.refresh_token })
  await act(served, 'settings', { requireDPoP: true })
  expect((await agent.refresh(tokens.refresh_token)).status).toBe(400)
  await act(served, 'settings', { requirePushedAuthorizationRequests: true })
  const back = await agent.navigate(agent.authorizationUrl(agent.request()))
  expect(back.url.searchParams.get('error') ?? (await back.response.text())).toContain('invalid_request')
  await act(served, 'reset')
  expect((await agent.refresh(tokens.refresh_token)).body.expires_in).toBe(300)
  expect((await act(served, 'settings', { rotates: true })).body.error_description).toContain('Known: ')
})

test('a wrong clock makes tokens of another time, signed as ever', async () => {
  await using served = await serve()
  await act(served, 'clock', { skewSeconds: 3600 })
  const { tokens } = await mint(served)
  const keys = createRemoteJWKSet(new URL(`${served.issuer}/jwks`))
  const later = { issuer: served.issuer, currentDate: new Date(Date.now() + 3_600_000) }
  for (const token of [tokens.access_token, tokens.id_token]) {
    const { payload } = await jwtVerify(token, keys, later)
    expect(Math.abs((payload.iat ?? 0) - Date.now() / 1000 - 3600)).toBeLessThan(60)
  }
  expect((await createUserAgent(served).userinfo(tokens.access_token)).status).toBe(200)
  const { headers } = await fetch(`${served.issuer}/jwks`)
  expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(3_000_000)
})

test('scopes are withheld, and the token says which were granted', async () => {
  await using served = await serve({ apis: [{ resource: '/api', scope: 'read:me read:items' }] })
  await act(served, 'settings', { withheldScopes: 'read:items email' })
  const { scope } = await createUserAgent(served).signIn('ada', {
    scope: 'openid email offline_access read:me read:items',
  })
  expect(scope.split(' ').sort()).toEqual(['offline_access', 'openid', 'read:me'])
})

test('consent is asked scope by scope, and what is unticked is not granted', async () => {
  await using served = await serve({ askForConsent: true })
  const agent = createUserAgent(served)
  const asked = agent.request({ scope: 'openid profile email offline_access' })
  const picker = await agent.navigate(agent.authorizationUrl(asked))
  const consent = await agent.visit(picker.url.href, {
    method: 'POST',
    body: new URLSearchParams({ sub: 'ada' }),
  })
  const html = await consent.text()
  expect(html).toContain('asks Ada Lovelace')
  expect([...html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope)).toEqual([
    'openid',
    'profile',
    'email',
    'offline_access',
  ])
  const body = new URLSearchParams([
    ['sub', 'ada'],
    ['consent', 'yes'],
    ['scope', 'profile'],
    ['scope', 'offline_access'],
  ])
  const { url } = await agent.navigate(picker.url.href, { method: 'POST', body })
  const tokens = await agent.redeem(url, asked)
  expect(tokens.scope.split(' ').sort()).toEqual(['offline_access', 'openid', 'profile'])
  // Not at the next sign-in by the session alone, either.
  const silent = await agent.navigate(agent.authorizationUrl(agent.request({ prompt: 'none' })))
  expect(silent.url.searchParams.get('error')).toBe('consent_required')
})

const challengeOf = (response: Response) => response.headers.get('www-authenticate') ?? ''

test('a step-up is asked for until somebody has signed in as it wants', async () => {
  await using served = await serve()
  const agent = createUserAgent(served)
  const before = await agent.signIn()
  await act(served, 'step-up', { acrValues: ['mfa'] })
  const refused = await agent.userinfo(before.access_token)
  expect(refused.status).toBe(401)
  expect(challengeOf(refused)).toContain('error="insufficient_user_authentication"')
  expect(challengeOf(refused)).toContain('acr_values="mfa"')
  // The session is good enough for everything but that.
  const asked = agent.request({ acr_values: 'mfa' })
  const after = await agent.redeem(await agent.pick(asked, 'ada'), asked)
  expect(decodeJwt(after.id_token).acr).toBe('mfa')
  expect(decodeJwt(after.access_token)).toMatchObject({ acr: 'mfa', auth_time: expect.any(Number) })
  expect((await agent.userinfo(after.access_token)).status).toBe(200)
  const renewed = await agent.refresh(after.refresh_token)
  expect(decodeJwt(String(renewed.body.access_token)).acr).toBe('mfa')
})

test('an API beside the server is answered for: a step-up, a revoked token, and nothing else', async () => {
  const seen: (string | undefined)[] = []
  await using served = await serve({}, (_handle, authorization) => (request, response) => {
    authorization.handle(request, response, () => {
      seen.push(request.url)
      response.end('the API')
    })
  })
  const { tokens, id } = await mint(served)
  const headers = { authorization: `Bearer ${tokens.access_token}` }
  const call = (path: string) => fetch(`${served.origin}${path}`, { headers })
  expect((await call('/api/orders')).status).toBe(200)
  await act(served, 'step-up', { acrValues: ['mfa'], maxAge: 60 })
  const refused = await call('/api/orders')
  expect(challengeOf(refused)).toMatch(/insufficient_user_authentication.*acr_values="mfa", max_age="60"/)
  expect((await call('/elsewhere')).status).toBe(200)
  await act(served, 'step-up', { on: false })
  await act(served, 'revoke', { id })
  expect(challengeOf(await call('/api/orders'))).toContain('error="invalid_token"')
  expect(
    (await fetch(`${served.origin}/api/orders`, { headers: { authorization: 'Bearer of.another.server' } }))
      .status,
  ).toBe(200)
  expect(seen).toEqual(['/api/orders', '/elsewhere', '/api/orders'])
})

test('a page elsewhere cannot act: by its origin, its site, or a form', async () => {
  await using served = await serve()
  const { id } = await mint(served)
  const foreign = { origin: 'https://evil.example' }
  expect((await act(served, 'revoke', { id }, foreign)).status).toBe(403)
  expect((await act(served, 'revoke', { id }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const form = await fetch(`${served.issuer}/test/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ id }),
  })
  expect(form.status).toBe(415)
  expect((await fetch(`${served.issuer}/test/revoke`)).status).toBe(405)
  const preflight = await fetch(`${served.issuer}/test/revoke`, { method: 'OPTIONS', headers: foreign })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  const dashboard = await fetch(`${served.issuer}/dashboard/revoke`, {
    method: 'POST',
    headers: foreign,
    body: new URLSearchParams({ id }),
  })
  expect(dashboard.status).toBe(403)
  expect(
    (await fetch(`${served.issuer}/dashboard/revoke`, { method: 'POST', body: new URLSearchParams({ id }) }))
      .status,
  ).toBe(403)
  expect((await act(served, 'list')).body.grants).toHaveLength(1)
  const others = { origin: 'http://localhost:1' }
  expect((await act(served, 'list', {}, others)).status).toBe(403)
  expect((await act(served, 'list', {}, { origin: 'null' })).status).toBe(403)
  expect((await act(served, 'revoke', { id }, { origin: served.origin })).status).toBe(200)
})

test.each<[string, DevAuthorizationServerOptions]>([
  ['somebody', { allowedHosts: ['dev.example'] }],
  ['anybody', { allowedHosts: true }],
])('a server that is open to %s lets nobody act or look, this machine included', async (_who, options) => {
  await using served = await serve(options)
  expect((await act(served, 'grants', { login: 'ada' })).status).toBe(403)
  const page = await fetch(`${served.issuer}/dashboard`)
  expect(page.status).toBe(403)
  expect(await page.text()).toContain('allowedHosts opens this server to others')
})

test('a name that was made to point here reaches neither the actions nor the dashboard', async () => {
  await using served = await serve()
  const port = Number(new URL(served.origin).port)
  for (const path of ['/oidc/test/list', '/oidc/dashboard', '/oidc/dashboard/body']) {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.example', 'content-type': 'application/json' }
      httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end('{}')
    })
    expect(status).toBe(403)
  }
})

test('what is no action, no JSON or too long is refused with what to do', async () => {
  await using served = await serve()
  expect((await act(served, 'explode')).body.error_description).toContain('Known: grants, list')
  expect((await act(served, '__proto__')).status).toBe(404)
  const response = await fetch(`${served.issuer}/test/down`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'not JSON',
  })
  expect(response.status).toBe(400)
})

test('grants are found by the test run that signed in or renewed with them, whoever else is the same person', async () => {
  await using served = await serve()
  const signIn = async (run?: string) => {
    const agent = createUserAgent(served)
    const asked = agent.request()
    const headers = { 'x-test-login': 'ada', ...(run !== undefined && { 'x-test-run': run }) }
    const { url } = await agent.navigate(agent.authorizationUrl(asked), { headers })
    return { agent, tokens: await agent.redeem(url, asked) }
  }
  const runs = ['one', 'two', 'three', 'four', undefined]
  const [one, two, three, four, other] = await Promise.all(runs.map(signIn))
  const { body } = await act(served, 'list', { run: 'two' })
  expect(body.grants).toMatchObject([{ sub: 'ada', run: 'two' }])
  expect((await act(served, 'list')).body.grants).toHaveLength(5)

  expect((await act(served, 'revoke', { run: 'two' })).body).toEqual({ grants: [body.grants[0].id] })
  expect((await act(served, 'expire', { run: 'three' })).body.grants).toHaveLength(1)
  expect((await act(served, 'revoke', { run: 'five' })).body).toEqual({ grants: [] })
  const statuses = [one, two, three, four, other].map(async (signedIn) => {
    const { access_token = '', refresh_token } = signedIn?.tokens ?? {}
    return [
      (await signedIn?.agent.userinfo(access_token))?.status,
      (await signedIn?.agent.refresh(refresh_token))?.status,
    ]
  })
  expect(await Promise.all(statuses)).toEqual([
    [200, 200],
    [401, 400],
    [401, 200],
    [200, 200],
    [200, 200],
  ])

  // A grant that was not signed in for by a test belongs to the test that renews with it.
  const minted = await mint(served)
  const refreshed = await other?.agent.token(
    { grant_type: 'refresh_token', refresh_token: minted.tokens.refresh_token },
    { 'x-test-run': 'six' },
  )
  expect(refreshed?.status).toBe(200)
  expect((await act(served, 'expire', { run: 'six' })).body).toEqual({ grants: [minted.id] })
})
