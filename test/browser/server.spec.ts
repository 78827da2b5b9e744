import type { BrowserSession, Tab } from './drive/tab.js'
import { until, untilIn } from './drive/until.js'
import { createApp, type ServeApp } from './harness/app.js'
import { answer, withHeader } from './harness/faults.js'
import { mountServerPart, type ServerPartWorld, type ServerPartWorldOptions } from './harness/server-part.js'
import type { World } from './harness/world.js'
import { expectNothingTold, storedSecrets } from './leaks.js'
import { callApi, signIn, sleep, untilStatus } from './moves.js'
import { test as base, expect } from './scenario.js'

interface Fixtures {
  readonly serverPart: (options?: ServerPartWorldOptions) => Promise<ServerPartWorld>
}

const test = base.extend<Fixtures, { readonly serveApp: ServeApp }>({
  // Once for all: a build may be made meanwhile.
  serveApp: [async ({ engine: _ }, use) => use(await createApp()), { scope: 'worker' }],
  serverPart: async ({ world, serveApp }, use) => {
    const mounted: ServerPartWorld[] = []
    await use(async (options) => {
      const one = await mountServerPart(world, serveApp, options)
      mounted.push(one)
      return one
    })
    for (const one of mounted) await one.close()
  },
})

async function open(person: BrowserSession, { origin }: ServerPartWorld, path = '/'): Promise<Tab> {
  const tab = await person.newTab()
  await tab.goto(origin + path)
  return tab
}

/** `Set-Cookie` of everything the app answered. */
function cookiesOf(world: World): readonly string[] {
  return world.app.exchanges.flatMap(({ answer }) => [answer?.headers['set-cookie'] ?? []].flat())
}

const remembered = {
  page: {},
  tab: { sessionStorage: ['access token'] },
  browser: { localStorage: ['access token'], IndexedDB: ['access token'] },
}

for (const [remember, stored] of Object.entries(remembered)) {
  test(`remember '${remember}': the server part keeps the refresh token: sign-in, renewal, sign-out`, {
    tag: remember === 'browser' ? [] : '@once',
  }, async ({ person, world, serverPart }) => {
    const part = await serverPart({ client: { remember } })
    const tab = await open(person, part, '/inbox?folder=2#third')
    await signIn(tab)
    expect(await tab.evaluate(() => location.href)).toBe(`${part.origin}/inbox?folder=2#third`)
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    await tab.evaluate(async () => window.auth.accessToken({ rejected: await window.auth.accessToken() }))
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    expect(await callApi(tab, `${world.otherApi.origin}/me`)).toEqual(['target-not-allowed'])
    expect(
      world.idp.exchanges.filter(({ kind }) => kind.startsWith('token')).map(({ kind }) => kind),
    ).toEqual(['token:code', 'token:refresh'])
    await expectNothingTold(person, tab, world)
    expect(await storedSecrets(tab, world)).toEqual(stored)
    expect(await tab.evaluate(() => document.cookie)).toBe('')

    await tab.goto(`${part.origin}/elsewhere`)
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])

    await tab.click('Sign out')
    await untilIn(tab, () => location.pathname === '/' && window.shown?.at(-1) === 'Signed out (never)')
    expect(await storedSecrets(tab, world)).toEqual({})
    expect(world.idp.count('revoke')).toBe(1)
    expect(world.idp.count('logout')).toBe(1)
    await expectNothingTold(person, tab, world)
  })
}

test('over https the cookie is __Host-, HttpOnly, strict, and survives a return from another site', async ({
  person,
  world,
  serverPart,
}) => {
  const part = await serverPart({ https: true, client: { remember: 'page' } })
  const tab = await open(person, part, '/inbox')
  await signIn(tab)
  const session = cookiesOf(world).find((line) => /^__Host-Http-hallpass-idp=[\w-]+;/.test(line))
  expect(session?.replace(/=[\w-]+;/, '=…;').replace(/Max-Age=\d+/, 'Max-Age=…')).toBe(
    '__Host-Http-hallpass-idp=…; Path=/; Max-Age=…; HttpOnly; SameSite=Strict; Secure',
  )
  expect(await tab.evaluate(() => document.cookie)).toBe('')
  // A page that was come to from another site has it, too: its own requests are of its own site.
  await tab.goto(`${world.issuer}/.well-known/openid-configuration`)
  await tab.evaluate((url) => {
    location.href = url
  }, `${part.origin}/from-elsewhere`)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/from-elsewhere')
  await tab.click('Sign out')
  await untilIn(tab, () => location.pathname === '/' && window.shown?.at(-1) === 'Signed out (never)')
})

test('a cookie that somebody else planted under nearly the same name is nobody’s session', async ({
  engine,
  person,
  stage,
  world,
  serverPart,
}) => {
  const part = await serverPart({ https: true, client: { remember: 'page' } })
  const mallory = await stage.browser.newSession()
  try {
    await signIn(await open(mallory, part))
  } finally {
    await mallory.close()
  }
  const pattern = /^(__Host-Http-hallpass-idp)=([\w-]{50,});/
  const [, name, value] = cookiesOf(world).flatMap((line) => pattern.exec(line) ?? [])
  expect(value).toBeDefined()
  // As a sibling subdomain may, or anybody on a network without TLS: with another name, the prefix binds
  // nobody.
  world.app.spoil('/planted', withHeader('set-cookie', `\u00a0${name}=${value}; Path=/`))
  const tab = await open(person, part, '/planted')
  await untilStatus(tab, 'Signed out (never)')
  const asked = world.app.exchanges.findLast(({ url }) => url.pathname === '/oauth/idp/session')
  // WebKit takes no such name.
  if (engine !== 'webkit') expect(asked?.headers.cookie, 'the browser sends it').toContain(`\u00a0${name}=`)
})

test('tabs that all leave for a login at once fill no request, and a login among them is finished', {
  tag: '@once',
}, async ({ person, world, serverPart }) => {
  const part = await serverPart({ https: true, client: { remember: 'page' } })
  const deep = `/elsewhere?note=${'long'.repeat(110)}`
  const tabs = await Promise.all(Array.from({ length: 8 }, () => open(person, part, deep)))
  for (const tab of tabs) await untilStatus(tab, /^Signed out/)
  await Promise.all(tabs.map((tab) => tab.click('Sign in')))
  const issuer = world.issuer
  for (const tab of tabs) await untilIn(tab, (url) => location.href.startsWith(url), issuer)

  const later = await open(person, part, '/elsewhere')
  await untilStatus(later, /^Signed out/)
  const asked = world.app.exchanges.findLast(({ url }) => url.pathname === '/oauth/idp/session')
  const octets = asked?.headers.cookie?.length ?? 0
  expect(octets, 'logins are under way').toBeGreaterThan(500)
  // Eight logins with cookies of their own would have more (Apache takes 8190 octets of one header field).
  expect(octets).toBeLessThan(4200)

  // Four logins at most are kept: the other tabs are told so, and the app is signed in by one of the four.
  for (const tab of tabs) await tab.click('Continue as Ada Lovelace')
  const told = () =>
    world.app.exchanges.flatMap(({ url, answer }) =>
      url.pathname === '/oauth/idp/callback' && answer ? [answer.status] : [],
    )
  await until('an answer for each tab', async () => told().length === 8)
  expect(told().filter((status) => status === 400).length).toBeGreaterThanOrEqual(4)
  const signedIn = await open(person, part, '/elsewhere')
  await untilStatus(signedIn, 'Signed in as Ada Lovelace')
})

/** Where somebody else's page may be: its URL, by the page of the app, and whether cookies come along. */
const elsewhere = [
  ['another site', ({ issuer }: World) => `${issuer}/.well-known/openid-configuration`, false],
  // The same site: `SameSite` holds off nothing here.
  [
    'a sibling subdomain',
    ({ otherApi }: World) => `${otherApi.origin.replace('//', '//beside.app.').replace('other.', '')}/page`,
    true,
  ],
] as const

for (const [where, urlOf, withCookies] of elsewhere) {
  test(`a page of ${where} can do nothing with the session, not even end it`, async ({
    person,
    world,
    serverPart,
  }) => {
    const part = await serverPart()
    world.otherApi.spoil('/page', answer(200, '<!doctype html><title>Beside</title>'))
    const tab = await open(person, part)
    await signIn(tab)
    const [before, asked] = [world.app.exchanges.length, world.idp.count('authorize')]
    const evil = await person.newTab()
    await evil.goto(urlOf(world))
    const results = await evil.evaluate(async (base) => {
      const attempts: RequestInit[] = [
        { method: 'POST' },
        { method: 'POST', headers: { hallpass: '1' } },
        { method: 'POST', mode: 'no-cors' },
        { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ everywhere: '0' }) },
        { method: 'GET', mode: 'no-cors' },
      ]
      const seen: unknown[] = []
      for (const attempt of attempts) {
        for (const action of ['session', 'token', 'logout']) {
          const send = fetch(`${base}/${action}`, { credentials: 'include', ...attempt })
          seen.push(
            await send.then(
              (response) => response.text(),
              () => 'blocked',
            ),
          )
        }
      }
      return seen
    }, `${part.origin}/oauth/idp`)
    expect(new Set(results)).toEqual(new Set(['blocked', '']))
    // A whole page: the form of a sign-out, and a login that somebody else begins.
    for (const [method, action] of [
      ['post', 'logout'],
      ['get', 'login'],
    ] as const) {
      await evil.goto(urlOf(world))
      await evil.evaluate(
        ([method, url]) => {
          const form = document.createElement('form')
          form.method = method
          form.action = url
          document.documentElement.append(form)
          form.submit()
        },
        [method, `${part.origin}/oauth/idp/${action}`] as const,
      )
      await untilIn(evil, (origin) => location.origin === origin, part.origin)
    }
    const arrived = world.app.exchanges.slice(before).filter(({ url }) => url.pathname.startsWith('/oauth/'))
    expect(
      arrived.map(({ answer }) => answer?.status).filter((status) => status !== 403 && status !== 405),
    ).toEqual([])
    expect(arrived.some(({ headers }) => /hallpass-\d+-idp=/.test(headers.cookie ?? ''))).toBe(withCookies)
    expect([world.idp.count('revoke'), world.idp.count('authorize') - asked]).toEqual([0, 0])
    await tab.goto(`${part.origin}/elsewhere`)
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  })
}

test('in proxy mode the page calls the API, and has no token at all', async ({
  person,
  world,
  serverPart,
}) => {
  const part = await serverPart({
    https: true,
    configured: { mode: 'proxy', apis: [{ url: `${world.api.origin}/me`, methods: ['GET', 'POST'] }] },
  })
  const tab = await open(person, part, '/inbox')
  await signIn(tab)
  const { host } = new URL(world.api.origin)
  const me = `/oauth/api/idp/${host}/me`
  expect(await callApi(tab, me)).toEqual([200])
  expect(await callApi(tab, `/oauth/api/idp/${host}/other`)).toEqual([404])
  const posted = await tab.evaluate(
    async (url) => (await window.auth.fetch(url, { method: 'POST', body: '{}' })).status,
    me,
  )
  expect(posted).toBe(200)
  expect(await tab.evaluate(() => window.auth.accessToken())).toMatch(/^kept-by-the-server-part\.[\w-]+$/)
  await expectNothingTold(person, tab, world)
  expect(await storedSecrets(tab, world)).toEqual({})
  await tab.goto(`${part.origin}/elsewhere`)
  expect(await callApi(tab, me)).toEqual([200])
  await tab.click('Sign out')
  await untilIn(tab, () => location.pathname === '/' && window.shown?.at(-1) === 'Signed out (never)')
  expect(await callApi(tab, me)).toEqual(['signed-out'])
})

test('in proxy mode three tabs with a stale token make one renewal, and no call undoes a sign-out', async ({
  person,
  world,
  serverPart,
}) => {
  const part = await serverPart({
    https: true,
    configured: { mode: 'proxy', apis: [`${world.api.origin}/me`] },
    client: { remember: 'page' },
  })
  const first = await open(person, part)
  await signIn(first)
  const tabs = [first, await open(person, part), await open(person, part)]
  for (const tab of tabs) await untilStatus(tab, 'Signed in as Ada Lovelace')
  const me = `/oauth/api/idp/${new URL(world.api.origin).host}/me`
  for (let round = 1; round < 3; round++) {
    for (const tab of tabs) await sleep(tab, 300_000)
    const results = await Promise.all(tabs.map((tab) => callApi(tab, me, 3)))
    expect(results.flat()).toEqual(Array.from({ length: 9 }, () => 200))
    expect(world.idp.count('token:refresh')).toBe(round)
  }
  await first.evaluate(async (url) => {
    const calls = [1, 2, 3].map(() => window.auth.fetch(url).catch(() => {}))
    await Promise.all([...calls, window.auth.logout({ everywhere: false })])
  }, me)
  const again = await open(person, part, '/elsewhere')
  await untilStatus(again, 'Signed out (never)')
})

test('in exchange mode the page signs in by itself, and the secret is added on the way', {
  tag: '@once',
}, async ({ person, world, serverPart }) => {
  const part = await serverPart({ configured: { mode: 'exchange', redirectUris: [`${world.app.origin}/`] } })
  const tab = await open(person, part, '/inbox')
  await signIn(tab)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(part.audited).toEqual([{ type: 'code-exchanged', provider: 'idp' }])
  expect(cookiesOf(world)).toEqual([])
  expect(await storedSecrets(tab, world)).toEqual({ sessionStorage: ['ID Token', 'access token'] })
})

test('three tabs that wake with a stale token make one refresh, and all get what it brought', async ({
  person,
  world,
  serverPart,
}) => {
  const part = await serverPart({ client: { remember: 'page' } })
  const first = await open(person, part)
  await signIn(first)
  const tabs = [first, await open(person, part), await open(person, part)]
  for (const tab of tabs) await untilStatus(tab, 'Signed in as Ada Lovelace')
  for (let round = 1; round < 4; round++) {
    for (const tab of tabs) await sleep(tab, 300_000)
    const results = await Promise.all(tabs.map((tab) => callApi(tab, `${world.api.origin}/me`, 3)))
    expect(results.flat()).toEqual(Array.from({ length: 9 }, () => 200))
    expect(world.idp.count('token:refresh')).toBe(round)
  }
  expect(part.audited.filter(({ type }) => type === 'failed' || type === 'refused')).toEqual([])
})

test('a sign-out that does not reach the server part is made up for by the next page', {
  tag: '@once',
}, async ({ person, world, serverPart }) => {
  const part = await serverPart()
  const tab = await open(person, part)
  await signIn(tab)
  const mend = world.app.spoil('/oauth/idp/logout', async () => 'no-answer')
  await tab.click('Sign out')
  await untilStatus(tab, 'Signed out (logout)')
  await untilIn(tab, () => window.events.some(({ type }) => type === 'warning'))
  mend()
  await tab.goto(`${part.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')
  expect(world.idp.count('revoke')).toBe(1)
})

test('whoever says no comes back, and the page is told once', { tag: '@once' }, async ({
  person,
  world,
  serverPart,
}) => {
  const part = await serverPart()
  const tab = await open(person, part, '/inbox')
  await untilStatus(tab, /^Signed out/)
  await tab.evaluate(() => void window.auth.login({ prompt: 'none' }).catch(() => {}))
  await untilIn(tab, () => window.shown?.includes('Signed out (failed)'))
  const error = await tab.evaluate(() => {
    const session = window.auth.session.get()
    return session.status === 'signed-out' && session.error?.message
  })
  expect(error).toContain('login_required')
  expect(await tab.evaluate(() => location.pathname + location.search)).toBe('/inbox')
  expect(world.idp.count('token:code')).toBe(0)
  await tab.goto(`${part.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')
})
