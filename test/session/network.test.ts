import { expect, test } from 'vitest'
import { isAuthError } from '../../src/index.js'
import { advanceUntil, createWorld, type Interceptor, settle, until } from '../../src/testing/index.js'

const refreshes = (requests: readonly string[]): number =>
  requests.filter((name) => name === 'token').length - 1
const onlyTokens =
  (intercept: () => Promise<Response> | Response): Interceptor =>
  async (endpoint, proceed) =>
    endpoint === 'token' ? intercept() : proceed()

const offline = (): never => {
  throw new TypeError('Failed to fetch')
}
const stream = (chunks: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      if (chunks-- > 0) controller.enqueue(new Uint8Array(65_536).fill(32))
      else controller.close()
    },
  })

const recoveries: Readonly<Record<string, string>> = { configuration: 'fix', 'grant-refused': 'sign-in' }

const faults: [string, () => Promise<Response> | Response, string][] = [
  ['offline, DNS, TLS or CORS', offline, 'network'],
  ['HTTP 408', () => new Response('', { status: 408 }), 'server-unavailable'],
  ['HTTP 429', () => Response.json({ error: 'slow_down' }, { status: 429 }), 'server-unavailable'],
  ['HTTP 500', () => new Response('oops', { status: 500 }), 'server-unavailable'],
  [
    'HTTP 503 with JSON',
    () => Response.json({ error: 'invalid_grant' }, { status: 503 }),
    'server-unavailable',
  ],
  [
    'a captive portal',
    () => new Response('<html>Pay here', { headers: { 'content-type': 'text/html' } }),
    'invalid-response',
  ],
  [
    'half an answer',
    () => new Response('{"access_token":"x', { headers: { 'content-type': 'application/json' } }),
    'invalid-response',
  ],
  ['no answer in the body', () => new Response('', { status: 200 }), 'invalid-response'],
  ['an array', () => Response.json([]), 'invalid-response'],
  ['an answer without end', () => new Response(stream(1000)), 'invalid-response'],
  ['a redirect', () => Object.defineProperty(new Response(null), 'status', { value: 0 }), 'invalid-response'],
  [
    'an access token that ends the header',
    () => Response.json({ access_token: 'a\r\nx: y', token_type: 'Bearer' }),
    'invalid-response',
  ],
  [
    'a token of an unknown type',
    () => Response.json({ access_token: 'a', token_type: 'mac' }),
    'invalid-response',
  ],
  [
    'a DPoP token nobody asked for',
    () => Response.json({ access_token: 'a', token_type: 'DPoP' }),
    'configuration',
  ],
  ['HTTP 403 without an error', () => Response.json({}, { status: 403 }), 'invalid-response'],
  [
    'HTTP 404 with an error of its own',
    () => Response.json({ error: 'Not Found' }, { status: 404 }),
    'grant-refused',
  ],
  ['HTTP 400 with HTML', () => new Response('<html>Blocked', { status: 400 }), 'invalid-response'],
  [
    'temporarily_unavailable',
    () => Response.json({ error: 'temporarily_unavailable' }, { status: 400 }),
    'grant-refused',
  ],
  ['invalid_client', () => Response.json({ error: 'invalid_client' }, { status: 401 }), 'configuration'],
]

test.each(faults)(
  '%s while the token lives: the session stays, the token is used, and trouble says what is wrong',
  async (_, intercept, code) => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    const token = await client.accessToken()
    server.intercept = onlyTokens(intercept)
    clock.advance(3_545_000)
    expect(await client.accessToken()).toBe(token)
    await until(() => trouble(client) === code)
    expect(await client.accessToken()).toBe(token)
  },
)

test.each(faults)(
  '%s after the token: calls are refused with an error of that kind, and the next one after it succeeds',
  async (_, intercept, code) => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    server.intercept = onlyTokens(intercept)
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({
      code,
      recovery: recoveries[code] ?? 'retry',
    })
    expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code } })
    delete server.intercept
    expect(await client.accessToken()).toMatch(/^access-/)
    expect(client.session.get()).not.toHaveProperty('trouble')
  },
)

test.each([
  ['never answers', () => new Promise<Response>(() => {})],
  ['drips', async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))],
])('a token endpoint that %s is given up on in time', async (_, intercept) => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = onlyTokens(intercept)
  clock.advance(3_600_000)
  let error: unknown
  client.accessToken().catch((thrown) => {
    error = thrown
  })
  await until(() => refreshes(server.requests) === 1)
  await settle()
  clock.advance(9999)
  await settle()
  expect(error).toBeUndefined()
  clock.advance(1)
  await until(() => error)
  expect(error).toMatchObject({ code: 'timeout', recovery: 'retry' })
})

test('a server that fails is asked less and less often, by all tabs together', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  await signIn(browser.openTab())
  const tabs = Array.from({ length: 5 }, () => client(browser.openTab()))
  await Promise.all(tabs.map((tab) => tab.start()))
  server.intercept = onlyTokens(() => new Response('', { status: 500 }))
  clock.advance(3_600_000)
  for (let second = 0; second < 60; second++) {
    await Promise.all(tabs.map((tab) => tab.accessToken().catch(() => {})))
    clock.advance(1000)
  }
  expect(refreshes(server.requests)).toBeLessThanOrEqual(10)
})

test.each([
  ['30', 30_000],
  ['Thu, 01 Jan 2026 01:00:40 GMT', 40_000],
  ['99999999999', 3_600_000],
])('Retry-After: %s is heeded', async (header, ms) => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  server.intercept = onlyTokens(() => new Response('', { status: 503, headers: { 'retry-after': header } }))
  tab.visible = false
  clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ details: { retryAfterMs: ms } })
  const asked = refreshes(server.requests)
  delete server.intercept
  clock.advance(ms - 1000)
  tab.emit({ type: 'woke', online: true })
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'server-unavailable' })
  expect(refreshes(server.requests)).toBe(asked)
  clock.advance(1001)
  expect(await client.accessToken()).toMatch(/^access-/)
})

test.each(['soon', '', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
  'Retry-After: %j holds nobody up',
  async (header) => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    server.intercept = onlyTokens(() => new Response('', { status: 503, headers: { 'retry-after': header } }))
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({ code: 'server-unavailable' })
    delete server.intercept
    expect(await client.accessToken()).toMatch(/^access-/)
  },
)

test('being online again ends a pause, without a call', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { tab, client } = await signIn(browser.openTab())
  server.intercept = onlyTokens(offline)
  clock.advance(3_600_000)
  for (let call = 0; call < 6; call++) {
    await client.accessToken().catch(() => {})
    clock.advance(100)
    await settle()
  }
  delete server.intercept
  tab.emit({ type: 'woke', online: true })
  await until(() => client.session.get().status === 'signed-in' && trouble(client) === undefined)
})

test('a failure that is told again while its backoff lasts is no second event, and keeps what the server said', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const body = { error: 'down', error_description: 'for an hour' }
  server.intercept = onlyTokens(() =>
    Response.json(body, { status: 503, headers: { 'retry-after': '3600' } }),
  )
  clock.advance(3_600_000)
  for (let call = 0; call < 3; call++) {
    await expect(client.accessToken()).rejects.toMatchObject({ details: { description: 'for an hour' } })
  }
  expect(refreshes(server.requests)).toBe(1)
  expect(client.events.filter(({ type }) => type === 'renewal-failed')).toHaveLength(1)
})

test('a page that is left alone recovers by itself', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = onlyTokens(offline)
  await settle()
  clock.advance(3_530_000)
  await advanceUntil(clock, () => trouble(client) === 'network')
  delete server.intercept
  await advanceUntil(clock, () => trouble(client) === undefined)
  expect(client.session.get().status).toBe('signed-in')
})

test('an answer lost after a rotation ends in one more try and `expired`, not in a loop', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  server.intercept = async (endpoint, proceed) => {
    await proceed()
    return endpoint === 'token' ? offline() : proceed()
  }
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'network' })
  delete server.intercept
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    reason: 'expired',
    error: { code: 'grant-refused' },
  })
  expect(refreshes(server.requests)).toBe(2)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(refreshes(server.requests)).toBe(2)
})

test('a grant that the server ended while its token was good is `revoked`, later `expired`', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.revoke()
  expect((await client.fetch('https://api.example/').catch((error) => error)).code).toBe('signed-out')
  expect(client.session.get()).toMatchObject({ reason: 'revoked' })
  client.close()
  const { client: later } = await signIn(browser.openTab())
  server.revoke()
  clock.advance(3_600_000)
  await expect(later.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(later.session.get()).toMatchObject({ reason: 'expired' })
})

test('a renewal under way when the person signs out changes nothing, its tokens are revoked', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  let answer: (() => void) | undefined
  server.intercept = async (endpoint, proceed) => {
    const response = await proceed()
    if (endpoint === 'token') await new Promise<void>((resolve) => (answer = resolve))
    return response
  }
  const token = client.accessToken()
  token.catch(() => {})
  const send = await until(() => answer)
  await client.logout()
  send()
  await expect(token).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
  await until(() => server.requests.filter((name) => name === 'revoke').length === 2)
  expect([...browser.records.values()]).toEqual([])
})

test('a renewal under way when somebody else signs in changes nothing', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  let answer = (): void => {}
  server.intercept = async (endpoint, proceed, request) => {
    const refresh = endpoint === 'token' && (await request.clone().text()).includes('refresh_token')
    const response = await proceed()
    if (refresh) await new Promise<void>((resolve) => (answer = resolve))
    return response
  }
  const token = client.accessToken()
  await until(() => refreshes(server.requests) === 1)
  server.user = 'grace'
  const { client: other } = await signIn(browser.openTab())
  await until(() => JSON.stringify(client.session.get()).includes('grace'))
  answer()
  // Whoever asked for it would use it for the first person's work.
  await expect(token).rejects.toMatchObject({ code: 'signed-out' })
  expect(await client.accessToken()).toBe(await other.accessToken())
  expect(client.session.get()).toMatchObject({ user: { sub: 'grace' } })
})

test('an answer without a refresh token keeps the old one', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'token') return proceed()
    const body = (await (await proceed()).json()) as Record<string, unknown>
    return Response.json({ ...body, refresh_token: undefined })
  }
  clock.advance(3_600_000)
  await client.accessToken()
  expect(JSON.stringify([...browser.records.values()])).toContain('refresh-4')
})

test.each([
  ['sub', 'mallory'],
  ['iss', 'https://evil.example'],
  ['aud', 'other'],
])(
  'an ID Token with another %s in a renewal is thrown away with its tokens, and the session ends',
  async (claim, value) => {
    const { browser, server, clock, signIn } = createWorld()
    const { client } = await signIn(browser.openTab())
    expect(client.session.get().status).toBe('signed-in')
    server.claims = (claims) => ({ ...claims, [claim]: value })
    clock.advance(3_600_000)
    await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
    expect(client.session.get()).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'id-token-rejected', details: { claim } },
    })
    expect([...browser.records.values()]).toEqual([])
  },
)

test('a caller who stops waiting stops nobody else, and not the renewal', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  const stop = new AbortController()
  const mine = client.accessToken({ signal: stop.signal })
  const theirs = client.accessToken()
  stop.abort()
  await expect(mine).rejects.toMatchObject({ name: 'AbortError' })
  expect(await theirs).toMatch(/^access-/)
  expect(refreshes(server.requests)).toBe(1)
})

test('an API that refuses every token gets one renewal, and then its answer is handed on', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'api' ? new Response('no', { status: 401 }) : proceed()
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('https://api.example/')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  expect(refreshes(server.requests)).toBe(1)
  expect((await client.fetch('https://api.example/')).status).toBe(401)
  expect(refreshes(server.requests)).toBe(1)
})

function trouble(client: { session: { get(): unknown } }): string | undefined {
  const session = client.session.get() as { trouble?: unknown }
  return isAuthError(session.trouble) ? session.trouble.code : undefined
}
