import { expect, test } from 'vitest'
import { createWorld, testIssuer as issuer, settle, until } from '../../src/testing/index.js'

/** A tab whose login is on its way, and the URL that would finish it. */
async function leave(world: ReturnType<typeof createWorld>, options = {}) {
  const tab = world.browser.openTab('https://app.example/deep?x=1')
  world
    .client(tab)
    .login(options)
    .catch(() => {})
  const request = await until(() => tab.leftFor)
  return { tab, request: new URL(request), back: new URL(world.server.authorize(request)) }
}

const exchanges = (requests: readonly string[]): number => requests.filter((name) => name === 'token').length

test('a login request has state, nonce, S256 and what was asked for, and nothing of the app', async () => {
  const world = createWorld()
  const { request } = await leave(world, {
    scope: ['openid', 'email'],
    prompt: 'login',
    loginHint: 'ada@example.com',
    acrValues: ['a', 'b'],
    maxAge: 0,
    uiLocales: 'de',
    params: { audience: 'x' },
    returnTo: '/secret-place',
  })
  const parameters = Object.fromEntries(request.searchParams)
  expect(parameters).toMatchObject({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: 'https://app.example/',
    scope: 'openid email',
    code_challenge_method: 'S256',
    prompt: 'login',
    login_hint: 'ada@example.com',
    acr_values: 'a b',
    max_age: '0',
    ui_locales: 'de',
    audience: 'x',
  })
  expect(parameters.state).toMatch(/^hallpass\.[\w-]{43}$/)
  for (const name of ['nonce', 'code_challenge']) expect(parameters[name]).toMatch(/^[\w-]{43}$/)
  expect(request.href).not.toContain('secret-place')
})

test.each(['state', 'redirect_uri', 'code_challenge', 'client_secret', 'response_type', 'request_uri'])(
  'login() refuses to have %s set',
  async (name) => {
    const { browser, client } = createWorld()
    const tab = browser.openTab()
    await expect(client(tab).login({ params: { [name]: 'x' } })).rejects.toMatchObject({
      code: 'configuration',
    })
    expect(tab.leftFor).toBeUndefined()
  },
)

test('the address bar is clean before anything is waited for, and shows where the person was', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  const client = world.client(page)
  void client.start()
  expect(page.url).toBe('https://app.example/deep?x=1')
  expect(page.session.get('hallpass1 logins')).toBeUndefined()
  await client.start()
  expect(page.history).toEqual(['https://app.example/deep?x=1'])
})

test('a router that has started is told where the person was', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  const told: string[] = []
  await world.client(page, { onReturn: (url) => void told.push(url) }).start()
  expect(page.url).toBe('https://app.example/')
  expect(told).toEqual(['https://app.example/deep?x=1'])
})

test.each<[string, (back: URL) => void, object]>([
  [
    'with a state of ours that no login of this tab has',
    (back) => back.searchParams.set('state', `hallpass.${'x'.repeat(43)}`),
    { code: 'callback-rejected', details: { reason: 'unknown-state' } },
  ],
  [
    'with two states',
    (back) => back.searchParams.append('state', 'x'),
    { code: 'callback-rejected', details: { reason: 'malformed' } },
  ],
  [
    'with two codes',
    (back) => back.searchParams.append('code', 'x'),
    { code: 'callback-rejected', details: { reason: 'malformed' } },
  ],
  [
    'with a code and an error',
    (back) => back.searchParams.set('error', 'x'),
    { code: 'callback-rejected', details: { reason: 'malformed' } },
  ],
  [
    'with two issuers',
    (back) => back.searchParams.append('iss', issuer),
    { code: 'callback-rejected', details: { reason: 'malformed' } },
  ],
  [
    'without the issuer',
    (back) => back.searchParams.delete('iss'),
    { code: 'callback-rejected', details: { reason: 'missing-issuer' } },
  ],
  [
    'of another issuer',
    (back) => back.searchParams.set('iss', 'https://evil.example'),
    { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
  ],
  [
    'of almost the issuer',
    (back) => back.searchParams.set('iss', `${issuer}/`),
    { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
  ],
  [
    'of the issuer in capitals',
    (back) => back.searchParams.set('iss', issuer.toUpperCase()),
    { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
  ],
])('an answer %s spends nothing, and is refused', async (_, spoil, error) => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  spoil(back)
  const page = tab.load(back.href)
  const client = world.client(page)
  expect(await client.start()).toMatchObject({ status: 'signed-out', reason: 'failed', error })
  expect(exchanges(world.server.requests)).toBe(0)
  expect(page.url).not.toMatch(/code=|state=|iss=/)
})

test('an error of another issuer is not shown', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const state = back.searchParams.get('state')
  const page = tab.load(`https://app.example/?error=Call+0900-EVIL&state=${state}&iss=https://evil.example`)
  const session = await world.client(page).start()
  expect(session).toMatchObject({ error: { details: { reason: 'wrong-issuer' } } })
  expect(JSON.stringify(session)).not.toContain('EVIL')
})

test('an error of the server is told, short and printable', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const description = `<img src=x>\u0000\u202e${'y'.repeat(10_000)}`
  const url = new URL('https://app.example/')
  for (const [name, value] of Object.entries({
    error: 'login_required',
    error_description: description,
    state: back.searchParams.get('state') ?? '',
    iss: issuer,
  })) {
    url.searchParams.set(name, value)
  }
  const session = await world.client(tab.load(url.href)).start()
  if (session.status !== 'signed-out' || session.error?.code !== 'login-refused')
    throw new Error(JSON.stringify(session))
  const details = session.error.details as { error: string; description?: string }
  expect(details.error).toBe('login_required')
  expect(details.description?.length).toBeLessThanOrEqual(200)
  for (const hidden of ['\u0000', '\u202e']) expect(details.description).not.toContain(hidden)
})

test.each([
  'invalid_request',
  'invalid_request_uri',
  'invalid_request_object',
  'invalid_scope',
  'invalid_target',
  'invalid_authorization_details',
  'unauthorized_client',
  'unsupported_response_type',
  'request_not_supported',
])('the server answers %s: it is the developer who has to do something', async (error) => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const state = back.searchParams.get('state')
  const page = tab.load(
    `https://app.example/?error=${error}&error_description=why&state=${state}&iss=https://login.example`,
  )
  const session = await world.client(page).start()
  expect(session).toMatchObject({
    reason: 'failed',
    error: { code: 'configuration', recovery: 'fix', details: { error, description: 'why' } },
  })
  expect(JSON.stringify(session)).not.toContain('Sign in again')
})

test('a parameter nobody knows is no obstacle, and foreign parameters elsewhere are left alone', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  back.searchParams.set('foo', 'bar')
  expect(await world.client(tab.load(back.href)).start()).toMatchObject({ status: 'signed-in' })
  const elsewhere = world.browser.openTab('https://app.example/strava?code=1&state=2')
  await world.client(elsewhere).start()
  expect(elsewhere.url).toBe('https://app.example/strava?code=1&state=2')
})

test('an answer that was used goes on with the session, silently', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  await world.client(page).start()
  const again = page.load(back.href)
  expect(await world.client(again).start()).toMatchObject({ status: 'signed-in' })
  expect(exchanges(world.server.requests)).toBe(1)
  expect(again.url).toBe('https://app.example/')
})

test('a login that took more than an hour is refused, and forgotten', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  world.clock.advance(3_600_001)
  const page = tab.load(back.href)
  expect(await world.client(page).start()).toMatchObject({ error: { details: { reason: 'expired' } } })
  expect(page.session.has('hallpass1 logins')).toBe(false)
})

test('two clients on one page that share a redirect URI each take their own answer', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  const other = world.client(page, { clientId: 'other' })
  const mine = world.client(page)
  expect(await other.start()).toMatchObject({ status: 'signed-out', reason: 'never' })
  expect(await mine.start()).toMatchObject({ status: 'signed-in' })
})

test('a code whose exchange got no answer is tried once more', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  let first = true
  world.server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'token' && first) {
      first = false
      throw new TypeError('Failed to fetch')
    }
    return proceed()
  }
  expect(await world.client(tab.load(back.href)).start()).toMatchObject({ status: 'signed-in' })
  expect(exchanges(world.server.requests)).toBe(2)
})

test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>, string]>([
  ['another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' }), 'iss'],
  ['almost the issuer', (claims) => ({ ...claims, iss: `${issuer}/` }), 'iss'],
  ['another audience', (claims) => ({ ...claims, aud: 'other' }), 'aud'],
  ['a second audience', (claims) => ({ ...claims, aud: ['app', 'other'] }), 'aud'],
  ['another authorized party', (claims) => ({ ...claims, azp: 'other' }), 'azp'],
  ['another nonce', (claims) => ({ ...claims, nonce: 'other' }), 'nonce'],
  ['no nonce', ({ nonce, ...claims }) => claims, 'nonce'],
  ['an end in the past', (claims) => ({ ...claims, exp: Number(claims.exp) - 7200 }), 'exp'],
  ['an end that is no number', (claims) => ({ ...claims, exp: 'soon' }), 'exp'],
  ['a beginning in the future', (claims) => ({ ...claims, iat: Number(claims.iat) + 120 }), 'iat'],
  ['an empty subject', (claims) => ({ ...claims, sub: '' }), 'sub'],
  ['a wrong at_hash', (claims) => ({ ...claims, at_hash: 'x' }), 'at_hash'],
])('an ID Token with %s: nobody is signed in, and no token is anywhere', async (_, change, claim) => {
  const world = createWorld()
  world.server.claims = change
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  const client = world.client(page)
  const session = await client.start()
  expect(session).toMatchObject({ status: 'signed-out', reason: 'failed' })
  const error = session.status === 'signed-out' ? session.error : undefined
  expect(['id-token-rejected', 'invalid-response']).toContain(error?.code)
  if (error?.code === 'id-token-rejected') expect(error.details).toMatchObject({ claim })
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(
    JSON.stringify([...world.browser.records, ...world.browser.local, ...page.session, client.events]),
  ).not.toMatch(/access-\d|refresh-\d/)
})

test('a login that had to be recent is compared with when it was', async () => {
  const world = createWorld()
  world.server.claims = (claims) => ({ ...claims, auth_time: Number(claims.iat) - 500 })
  const { tab, back } = await leave(world, { maxAge: 300 })
  expect(await world.client(tab.load(back.href)).start()).toMatchObject({
    error: { code: 'id-token-rejected', details: { claim: 'auth_time' } },
  })
})

test('without an ID Token, though openid was asked for, nobody is signed in', async () => {
  const world = createWorld()
  world.server.tokenResponse = ({ id_token, ...body }) => body
  const { tab, back } = await leave(world)
  expect(await world.client(tab.load(back.href)).start()).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code: 'invalid-response' },
  })
})

test('a user that the schema refuses is not signed in', async () => {
  const world = createWorld()
  const user = (): never => {
    throw new Error('no e-mail')
  }
  const { tab, back } = await leave(world)
  const page = tab.load(back.href)
  expect(await world.client(page, { user }).start()).toMatchObject({
    error: { code: 'user-rejected', details: { issues: ['no e-mail'] } },
  })
  expect(world.browser.records.size).toBe(0)
})

test('what an app does to the user it gets changes nothing for others', async () => {
  const world = createWorld()
  world.server.claims = (claims) => ({ ...claims, address: { city: 'London' } })
  const { client } = await world.signIn(world.browser.openTab())
  const session = client.session.get()
  if (session.status !== 'signed-in') throw new Error('not signed in')
  expect(() => Object.assign(session.user.address as object, { city: 'Paris' })).toThrow(TypeError)
})

test('no error, event, session or client has a secret in it, however it is looked at', async () => {
  const world = createWorld()
  const seen: unknown[] = []
  const faults = [
    () => Response.json({ access_token: 'access-leak', token_type: 'mac', refresh_token: 'refresh-leak' }),
    () =>
      Response.json(
        { error: 'invalid_grant', error_description: 'the code code-leak is spent' },
        { status: 400 },
      ),
    () => Response.json({ access_token: 'access-leak', token_type: 'Bearer', id_token: 'a.b.id-leak' }),
    () => new Response('<html>access-leak'),
    () => Response.json({ access_token: 'access-leak\n', token_type: 'Bearer' }),
  ]
  for (const fault of faults) {
    const { tab, back } = await leave(world)
    back.searchParams.set('code', 'code-leak')
    world.server.intercept = async (endpoint, proceed) => (endpoint === 'token' ? fault() : proceed())
    const client = world.client(tab.load(back.href))
    seen.push(await client.start(), client, client.events)
    delete world.server.intercept
  }
  await settle()
  const { inspect } = await import('node:util')
  for (const value of seen) {
    for (const text of [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value)]) {
      expect(text).not.toMatch(/-leak|verifier/)
    }
  }
})
