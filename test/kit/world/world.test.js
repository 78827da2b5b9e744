// The world in memory as the guide describes it: everything that it names is tried once.
import { createWorld, settle, testClient, until } from 'hallpass/testing'
import { expect, test } from 'vitest'

const hourMs = 3_600_000
const codeOf = (promise) =>
  promise.then(
    () => undefined,
    (error) => error.code,
  )

test.each([
  ['offline', 'offline', 'network'],
  ['a lost answer', 'lost-answer', 'network'],
  ['an HTML page of a captive portal', 'captive-portal', 'invalid-response'],
  ['a 500 with HTML', { status: 500 }, 'server-unavailable'],
  ['a 503', { status: 503 }, 'server-unavailable'],
  ['a 429 with Retry-After', { status: 429, retryAfterSeconds: 7 }, 'server-unavailable'],
])('%s: a renewal fails with a code, and the session goes on', async (_, fault, code) => {
  const { browser, clock, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const repair = server.fail('token', fault)
  clock.advance(hourMs)
  expect(await codeOf(client.accessToken())).toBe(code)
  expect(client.session.get()).toMatchObject({ status: 'signed-in', trouble: { code } })
  repair()
})

test('a 429 is waited out', async () => {
  const { browser, clock, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.fail('token', { status: 429, retryAfterSeconds: 7 }, { times: 1 })
  clock.advance(hourMs)
  await codeOf(client.accessToken())
  const asked = server.requests.length
  await codeOf(client.accessToken())
  expect(server.requests).toHaveLength(asked)
  clock.advance(8000)
  expect(await codeOf(client.accessToken())).toBe(undefined)
})

test('invalid_grant ends the session', async () => {
  const { browser, clock, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.fail('token', 'invalid_grant')
  clock.advance(hourMs)
  await codeOf(client.accessToken())
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
})

test('a slow answer comes when its time has passed', async () => {
  const { browser, clock, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.fail('token', { delayMs: 5000 })
  clock.advance(hourMs)
  let isThere = false
  const token = client.accessToken().then(() => {
    isThere = true
  })
  await settle()
  clock.advance(4000)
  await settle()
  expect(isThere).toBe(false)
  clock.advance(2000)
  await token
})

test('a login says that the clock is wrong, and a session does not end when it is set', async () => {
  const { browser, clock, server, client, signIn } = createWorld()
  server.clockAheadMs = 2 * hourMs
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const refused = client(back)
  await refused.start()
  expect(refused.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'id-token-rejected' } })
  server.clockAheadMs = 0
  const { client: signedIn } = await signIn(browser.openTab())
  for (const byMs of [2 * hourMs, -4 * hourMs]) {
    clock.set(byMs)
    expect((await signedIn.fetch('https://api.example/items')).status).toBe(200)
    expect(signedIn.session.get()).toMatchObject({ status: 'signed-in' })
  }
})

test('after an hour of sleep two tabs renew once', async () => {
  const { browser, clock, server, client, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  const there = client(browser.openTab())
  await there.start()
  clock.sleep(hourMs)
  const renewals = () => server.requests.filter((endpoint) => endpoint === 'token').length
  const before = renewals()
  await Promise.all([here.accessToken(), there.accessToken()])
  expect(renewals()).toBe(before + 1)
})

test('a sign-out reaches a frozen tab, and one in the back/forward cache, once they run again', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  const [frozen, cached] = [browser.openTab(), browser.openTab()]
  const others = [client(frozen), client(cached)]
  await Promise.all(others.map((other) => other.start()))
  const shown = others.map((other) => {
    const statuses = []
    other.session.subscribe(({ status }) => statuses.push(status))
    return statuses
  })
  await settle()
  frozen.frozen = true
  cached.enterBackForwardCache()
  await here.logout({ everywhere: false })
  await settle()
  expect(shown.map((statuses) => statuses.at(-1))).toEqual(['signed-in', 'signed-in'])
  frozen.frozen = false
  frozen.emit({ type: 'woke', online: true })
  cached.leaveBackForwardCache()
  await settle()
  expect(shown.map((statuses) => statuses.at(-1))).toEqual(['signed-out', 'signed-out'])
})

test.each(['tab', 'browser', 'database', 'channel'])('%s storage that refuses', async (part) => {
  const { browser, client, signIn } = createWorld()
  browser.broken.add(part)
  const tab = browser.openTab()
  if (part === 'tab') {
    // Without sessionStorage, the answer to a login could not be checked.
    expect(await codeOf(client(tab).login())).toBe('storage')
  } else {
    const { client: signedIn } = await signIn(tab)
    expect((await signedIn.fetch('https://api.example/items')).status).toBe(200)
  }
})

test('a refresh token that is used twice revokes the grant, and a revoked one cannot be renewed', async () => {
  const { browser, clock, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  server.revoke('ada')
  clock.advance(hourMs)
  await codeOf(client.accessToken())
  expect(client.session.get().status).toBe('signed-out')
})

test('what happens to the session of a test client, and what its APIs want', async () => {
  const asked = []
  const auth = testClient({
    user: { sub: 'ada' },
    onChallenge: (challenge) => {
      asked.push(challenge)
      return 'fail'
    },
  })
  auth.test.answer('/api/items', [{ id: 1 }])
  auth.test.answer('POST /api/items', () => new Response(null, { status: 201 }))
  expect(await (await auth.fetch('/api/items')).json()).toEqual([{ id: 1 }])
  expect((await auth.fetch('/api/items', { method: 'POST', body: '{}' })).status).toBe(201)
  expect(auth.test.requests.map(({ method, sub, status }) => [method, sub, status])).toEqual([
    ['GET', 'ada', 200],
    ['POST', 'ada', 201],
  ])
  auth.test.challenge({ acrValues: 'mfa' })
  expect(await codeOf(auth.fetch('/api/items'))).toBe('step-up-required')
  expect(asked).toHaveLength(1)
  auth.test.challenge(undefined)
  auth.test.become({ sub: 'grace' }, { scope: 'openid admin' })
  await auth.fetch('/api/items')
  expect(auth.test.requests.at(-1)).toMatchObject({ sub: 'grace', scope: ['openid', 'admin'] })
  for (const reason of ['logout', 'other-tab', 'expired', 'revoked', 'failed']) {
    auth.test.signOut(reason)
    expect(auth.session.get()).toMatchObject({ status: 'signed-out', reason })
    auth.test.become({ sub: 'ada' })
  }
  auth.test.trouble()
  expect(auth.session.get().trouble.code).toBe('network')
  void auth.login()
  expect(await until(() => auth.test.leftFor)).toContain('code_challenge=')
})
