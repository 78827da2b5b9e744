// @vitest-environment node

import { expect, test } from 'vitest'
import { browserEffects } from '../../src/effects/browser.js'
import type { ClientOptions } from '../../src/index.js'
import { createLoginSecrets } from '../../src/protocol/authorization.js'
import { hash } from '../../src/protocol/hash.js'
import { createWorld, settle, type TestTab, testIssuer, until, type World } from '../../src/testing/index.js'

/** A login that has left for the server, and the URL that the server sends the person back to. */
async function leave(world: World, options: Partial<ClientOptions> = {}) {
  const tab = world.browser.openTab()
  world
    .client(tab, options)
    .login()
    .catch(() => {})
  const request = await until(() => tab.leftFor)
  return { tab, request: new URL(request), back: new URL(world.server.authorize(request)) }
}

function exchanges({ server }: World): number {
  return server.requests.filter((endpoint) => endpoint === 'token').length
}

test('CB-10: a token in the fragment is not believed', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const state = back.searchParams.get('state')
  const page = tab.load(`https://app.example/#access_token=stolen&token_type=Bearer&state=${state}`)
  const client = world.client(page)
  await client.start()
  expect(client.session.get().status).toBe('signed-out')
  expect(page.url).not.toContain(String(state))
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
})

test.each([
  ['a megabyte', `code=${'x'.repeat(1 << 20)}`],
  ['a malformed percent sign', 'code=%E0%A4%A'],
  ['NUL', 'code=%00'],
  ['a lone surrogate', 'code=\ud800'],
  ['nothing but separators', '&&&=&=&code'],
])('CB-13: whatever is in the query of an answer, %s, ends as a session', async (_, query) => {
  const world = createWorld()
  world.server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : proceed()
  const { tab, back } = await leave(world)
  const { state, iss } = Object.fromEntries(back.searchParams)
  const page = tab.load(`https://app.example/?${query}&state=${state}&iss=${iss}`)
  expect(await world.client(page).start()).toMatchObject({ status: 'signed-out', reason: 'failed' })
  expect(page.url).not.toContain(String(state))
})

test('PK-1: without WebCrypto a login is refused, and nothing weaker is sent', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto') ?? {}
  const { getRandomValues } = crypto
  Object.defineProperty(globalThis, 'crypto', { value: { getRandomValues }, configurable: true })
  try {
    await expect(world.client(tab).login()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('secure context'),
    })
  } finally {
    Object.defineProperty(globalThis, 'crypto', real)
  }
  expect(tab.leftFor).toBe(undefined)
})

test('PK-2: verifiers, states and nonces have 32 random octets, and the challenge is that of RFC 7636', async () => {
  const all = Array.from({ length: 1000 }, () => createLoginSecrets('hallpass.')).flatMap(Object.values)
  expect(new Set(all).size).toBe(3000)
  for (const secret of all) expect(secret).toMatch(/^(hallpass\.)?[\w-]{43}$/)
  // RFC 7636, appendix B.
  const challenge = await hash(256, 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})

test('PK-3: a server that knows no S256 is told as that, and nothing weaker is sent', async () => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  const { state, iss } = Object.fromEntries(back.searchParams)
  const answer = { error: 'invalid_request', error_description: 'transform algorithm not supported' }
  const page = tab.load(
    `https://app.example/?${new URLSearchParams({ ...answer, state: `${state}`, iss: `${iss}` })}`,
  )
  expect(await world.client(page).start()).toMatchObject({
    status: 'signed-out',
    error: { code: 'configuration', details: { error: 'invalid_request' } },
  })
  await settle()
  expect(page.leftFor).toBe(undefined)
})

test.each([
  `${testIssuer}/`,
  `${testIssuer}:443`,
  testIssuer.toUpperCase(),
  testIssuer.replace('login', '%6Cogin'),
  testIssuer.replace('login', 'l\u043egin'),
  ` ${testIssuer}`,
])('MX-3: an `iss` that is only nearly the issuer (%s) is refused', async (iss) => {
  const world = createWorld()
  const { tab, back } = await leave(world)
  back.searchParams.set('iss', iss)
  expect(await world.client(tab.load(back.href)).start()).toMatchObject({
    error: { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
  })
  expect(exchanges(world)).toBe(0)
})

test.each(['//evil.example/', 'https://evil.example/', 'javascript:alert(1)', '/\\evil.example', 7])(
  'RT-13: a return URL that was changed in storage (%j) leads home',
  async (returnTo) => {
    const world = createWorld()
    const { tab, back } = await leave(world)
    const page = tab.load(back.href)
    const logins = JSON.parse(page.session.get('hallpass1 logins') ?? '[]')
    page.session.set('hallpass1 logins', JSON.stringify([{ ...logins[0], returnTo }]))
    await world.client(page).start()
    expect(page.url).toBe('https://app.example/')
  },
)

test('LK-10: requests to the authorization server are not cached, and follow no redirect', async () => {
  const world = createWorld()
  const modes = new Set<string>()
  const { fetch } = world.server
  const tab = world.browser.openTab()
  const spied = (page: TestTab): Partial<ClientOptions> => ({
    effects: {
      ...page.effects,
      fetch: (input, init) => {
        modes.add(`${init?.cache} ${init?.redirect}`)
        return fetch(input, init)
      },
    },
  })
  world
    .client(tab, spied(tab))
    .login()
    .catch(() => {})
  const page = tab.load(world.server.authorize(await until(() => tab.leftFor)))
  const client = world.client(page, spied(page))
  await client.start()
  world.clock.advance(3_600_000)
  await client.accessToken()
  await client.logout({ everywhere: false })
  expect(world.server.requests).toContain('revoke')
  expect([...modes]).toEqual(['no-store manual'])
})

test('OR-20: an API that names another authorization server, or its metadata, is not followed', async () => {
  const world = createWorld()
  const { client, tab } = await world.signIn(world.browser.openTab())
  const challenge =
    'Bearer error="invalid_token", resource_metadata="https://evil.example/metadata", ' +
    'authorization_uri="https://evil.example/authorize", issuer="https://evil.example"'
  const asked: string[] = []
  world.server.intercept = async (endpoint, proceed, request) => {
    asked.push(request.url)
    if (endpoint !== 'api') return proceed()
    return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
  }
  expect((await client.fetch('https://api.example/x')).status).toBe(401)
  expect(asked.join()).not.toContain('evil.example')
  expect(tab.leftFor).toBe(undefined)
})

const messages: readonly unknown[] = [
  undefined,
  null,
  7,
  '',
  'signed-out',
  'signed-out NaN',
  'signed-out -1',
  'signed-out 1e400',
  'hallpass0 changed',
  [],
  { type: 'SIGNED_IN', access_token: 'stolen' },
  Object.defineProperty({}, 'type', {
    get() {
      throw new Error('looked at')
    },
  }),
]

test('BC-3: messages that are none of ours change nothing, and throw nothing', async () => {
  const { client, world, send } = await withSender()
  const requests = world.server.requests.length
  for (const message of messages) send(message)
  await settle()
  expect(client.session.get().status).toBe('signed-in')
  expect(world.server.requests).toHaveLength(requests)
})

test('BC-1: a message that brings tokens brings nobody in, and no token', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const client = world.client(tab)
  await client.start()
  const channel = tab.effects.openChannel(`hallpass1 ${testIssuer} app`, () => {})
  for (const type of ['changed', { type: 'changed', tokens: { '': { value: 'stolen' } } }]) channel.post(type)
  await settle()
  expect(client.session.get().status).toBe('signed-out')
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
})

test('PM-9: a flood of messages sends no request', async () => {
  const { client, world, send } = await withSender()
  const requests = world.server.requests.length
  for (let count = 0; count < 10_000; count++) send('changed')
  await settle()
  expect(client.session.get().status).toBe('signed-in')
  expect(world.server.requests).toHaveLength(requests)
})

async function withSender() {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const other = world.browser.openTab()
  const channel = other.effects.openChannel(`hallpass1 ${testIssuer} app`, () => {})
  return { world, client, send: (message: unknown) => channel.post(message) }
}

test('ST-5: a record of five megabytes holds up no start', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  const name = `hallpass1 ${testIssuer} app`
  for (const text of ['x'.repeat(5 << 20), JSON.stringify({ claims: 'x'.repeat(5 << 20) })]) {
    tab.session.set(name, text)
    expect(await world.client(tab, { remember: 'tab' }).start()).toMatchObject({ status: 'signed-out' })
    expect(tab.session.has(name)).toBe(false)
  }
})

test('ST-13: every name in storage begins with the version of its format', async () => {
  for (const remember of ['tab', 'browser'] as const) {
    const world = createWorld()
    const { client, tab } = await world.signIn(world.browser.openTab(), { remember })
    await client.logout({ everywhere: false })
    const names = [...world.browser.local.keys(), ...world.browser.records.keys(), ...tab.session.keys()]
    expect(names.length).toBeGreaterThan(2)
    for (const key of names) expect(key).toMatch(/^hallpass1 /)
  }
})

test.each(['application/json; charset=utf-8', 'text/json', 'text/html', undefined])(
  'NW-7: the content type of an answer decides nothing (%s)',
  async (type) => {
    const world = createWorld()
    world.server.intercept = async (endpoint, proceed) => {
      const answer = await proceed()
      if (endpoint !== 'token') return answer
      const response = new Response(await answer.arrayBuffer(), { status: answer.status })
      if (type) response.headers.set('content-type', type)
      return response
    }
    const { client } = await world.signIn(world.browser.openTab())
    expect(client.session.get().status).toBe('signed-in')
  },
)

test('NW-16: `fetch` is the one of the page at the time of the request', async () => {
  const { fetch } = globalThis
  const effects = browserEffects()
  try {
    globalThis.fetch = async () => new Response('replaced')
    expect(await (await effects.fetch('https://api.example')).text()).toBe('replaced')
  } finally {
    globalThis.fetch = fetch
  }
})

test('DS-3: endpoints on another origin are those of the server, as Google has them', async () => {
  const world = createWorld()
  world.server.metadata.authorization_endpoint = 'https://accounts.example/authorize'
  const { request } = await leave(world)
  expect(request.origin).toBe('https://accounts.example')
})

test('DS-4: metadata that name `plain` alone do not weaken a login', async () => {
  const world = createWorld()
  world.server.metadata.code_challenge_methods_supported = ['plain']
  const { request } = await leave(world)
  expect(request.searchParams.get('code_challenge_method')).toBe('S256')
})

test.each(['none', 'None', 'NONE', '', undefined, ['ES256'], 'ES256K', 'HS256'])(
  'JW-1: an `alg` of %j signs nobody in',
  async (alg) => {
    expect(await signInWithHeader({ alg })).toMatchObject({ status: 'signed-out', reason: 'failed' })
  },
)

test.each([{ crit: ['b64'], b64: false }, { crit: ['exp'] }, { crit: [] }])(
  'JW-4: a header with `crit` (%j) signs nobody in',
  async (header) => {
    expect(await signInWithHeader({ alg: 'ES256', ...header })).toMatchObject({ status: 'signed-out' })
  },
)

async function signInWithHeader(header: object) {
  const world = createWorld()
  world.server.tokenResponse = (body) => {
    const [, payload, signature] = String(body.id_token).split('.')
    return {
      ...body,
      id_token: [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.'),
    }
  }
  const { client } = await world.signIn(world.browser.openTab())
  return client.session.get()
}

test.each<[unknown, number | undefined]>([
  ['3600', 3600],
  ['3600abc', undefined],
  [-1, undefined],
  [0, 0],
  [null, undefined],
  [[], undefined],
  ['', undefined],
  [true, 1],
  [1e308, 366 * 86_400],
  [2 ** 53, 366 * 86_400],
])('TR-4: an `expires_in` of %j is %j seconds', async (expires_in, seconds) => {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, expires_in })
  const { client } = await world.signIn(world.browser.openTab())
  const session = client.session.get()
  if (session.status !== 'signed-in') throw new Error('nobody is signed in')
  const { expiresAt } = session
  expect(expiresAt === undefined ? undefined : (expiresAt - world.clock.now()) / 1000).toBe(seconds)
})

test.each([7, '', null, {}, ['x']])('TR-8: a `refresh_token` of %j is none', async (refresh_token) => {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, refresh_token })
  const { client } = await world.signIn(world.browser.openTab())
  expect(client.session.get().status).toBe('signed-in')
  world.clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(exchanges(world)).toBe(1)
})

test('CL-1: claims that are named like members of all objects change nothing for others', async () => {
  const world = createWorld()
  world.server.claims = (claims) => ({
    ...claims,
    ...JSON.parse(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"toString":"x"}',
    ),
  })
  const { client } = await world.signIn(world.browser.openTab())
  const session = client.session.get()
  expect(session.status === 'signed-in' && 'isAdmin' in session.user).toBe(false)
  expect('isAdmin' in {}).toBe(false)
  expect(`${{}}`).toBe('[object Object]')
})

test('RX-3: a `scope` of 100,000 words, and one of spaces, is read in no time', async () => {
  for (const scope of [Array.from({ length: 40_000 }, (_, at) => `s${at}`).join(' '), ' '.repeat(100_000)]) {
    const world = createWorld()
    world.server.tokenResponse = (body) => ({ ...body, scope })
    const { client } = await world.signIn(world.browser.openTab())
    expect(client.session.get()).toMatchObject({ status: 'signed-in' })
  }
})

test('AI: nothing that a page sends to a token endpoint is good at another one', async () => {
  const world = createWorld()
  const forms: URLSearchParams[] = []
  const headers: string[] = []
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token') {
      forms.push(new URLSearchParams(await request.clone().text()))
      headers.push(...request.headers.keys())
    }
    return proceed()
  }
  // The attack makes a client sign who it is for the attacker's server, by an audience that is another one's.
  // This client signs nothing, has no secret, and proves a code by its verifier alone.
  const { client } = await world.signIn(world.browser.openTab())
  world.clock.advance(3_600_000)
  await client.accessToken()
  expect(forms.map((form) => [...form.keys()].sort().join())).toEqual([
    'client_id,code,code_verifier,grant_type,redirect_uri',
    'client_id,grant_type,refresh_token',
  ])
  expect(headers).not.toContain('authorization')
})
