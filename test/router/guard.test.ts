import { expect, test } from 'vitest'
import { createClients, isAuthError } from '../../src/index.js'
import { type Guard, guard, reactRouterLoader, signedInUser, type Visit } from '../../src/router/index.js'
import {
  createWorld,
  testIssuer as issuer,
  settle,
  type TestTab,
  type TracedClient,
  until,
  type World,
} from '../../src/testing/index.js'

const deepLink = 'https://app.example/orders?of=ada&page=2#last'

/** What the guard throws, whether at once or later. */
async function refusalOf(run: () => unknown): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    return error
  }
}

function returnUrlOf(tab: TestTab): unknown {
  return JSON.parse(tab.session.get('hallpass1 logins') ?? '[]').at(-1)?.returnTo
}

/** A client that has started in this tab, where nobody is signed in. */
async function visitor(world: World, tab: TestTab): Promise<TracedClient> {
  const client = world.client(tab)
  await client.start()
  return client
}

test('a protected page that is reloaded is let through at once, without a promise and without a request', async () => {
  const { browser, client, server, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const asked = server.requests.length
  const here = client(tab.load(deepLink))
  const told: string[] = []
  here.session.subscribe(({ status }) => void told.push(status))
  expect(guard(here)(deepLink)).toMatchObject({ sub: 'ada' })
  await settle()
  expect(told).toEqual(['loading', 'signed-in'])
  expect(server.requests).toHaveLength(asked)
})

test('who is signed out is sent to sign in, and comes back to the very URL', async () => {
  const { browser, client, server } = createWorld()
  const tab = browser.openTab(deepLink)
  const settled: unknown[] = []
  Promise.resolve(guard(client(tab))(deepLink)).finally(() => settled.push('settled'))
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  expect(settled).toEqual([])
  const here = client(back)
  const user = guard(here)(back.url)
  expect(back.url).toBe(deepLink)
  expect(await user).toMatchObject({ sub: 'ada' })
  expect(returnUrlOf(back)).toBeUndefined()
})

test.each<[string, Visit]>([
  ['a string', '/orders?of=ada&page=2#last'],
  ['a URL', new URL(deepLink)],
  ['window.location', { href: deepLink, pathname: '/orders', search: '?of=ada&page=2', hash: '#last' }],
  ['the location of React Router', { pathname: '/orders', search: '?of=ada&page=2', hash: '#last' }],
  ['the `to` of Vue Router', { fullPath: '/orders?of=ada&page=2#last', href: '/orders?of=ada&page=2#last' }],
  ['the state of Angular', { url: '/orders?of=ada&page=2#last' }],
  [
    'what TanStack Router passes',
    {
      location: { href: '/orders?of=ada&page=2#last', publicHref: '/orders?of=ada&page=2#last' },
      preload: false,
      cause: 'enter',
    },
  ],
  [
    'what Solid Router passes',
    { location: { pathname: '/orders', search: '?of=ada&page=2', hash: '#last' }, intent: 'navigate' },
  ],
])('%s says where to come back to', async (_, visit) => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/')
  void guard(client(tab))(visit)
  await until(() => tab.leftFor)
  expect(returnUrlOf(tab)).toBe(deepLink)
})

test('a Request, which has no hash, comes back to the hash in the address bar where it is for that page', async () => {
  const { browser, client } = createWorld()
  const request = new Request(deepLink)
  const tab = browser.openTab(deepLink)
  void guard(client(tab))({ request })
  await until(() => tab.leftFor)
  expect(returnUrlOf(tab)).toBe(deepLink)
  const other = browser.openTab('https://app.example/#top')
  void guard(client(other))(new Request('https://app.example/orders'))
  await until(() => other.leftFor)
  expect(returnUrlOf(other)).toBe('https://app.example/orders')
})

test.each<[string, Visit, string]>([
  ['/shop/', '/orders', 'https://app.example/shop/orders'],
  ['/shop', '/shop/orders', 'https://app.example/shop/orders'],
  ['/shop', '/shopping', 'https://app.example/shop/shopping'],
  ['/shop', new Request('https://app.example/shop?a=1'), 'https://app.example/shop?a=1'],
  ['/shop', { pathname: '/orders', search: '?a=1', hash: '#b' }, 'https://app.example/shop/orders?a=1#b'],
  ['/shop', { location: { href: '/orders', publicHref: '/shop/orders' } }, 'https://app.example/shop/orders'],
  ['/#', '/orders?a=1', 'https://app.example/#/orders?a=1'],
  ['/#/', new Request('https://app.example/orders'), 'https://app.example/#/orders'],
  ['/#', { fullPath: '/orders', href: '/#/orders' }, 'https://app.example/#/orders'],
  ['/shop/#', '/orders', 'https://app.example/shop/#/orders'],
])('with the base %s, %o is %s', async (base, visit, url) => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/')
  void guard(client(tab), { base })(visit)
  await until(() => tab.leftFor)
  expect(returnUrlOf(tab)).toBe(url)
})

test('where to come back to and what to ask for can be said', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/orders')
  const signedIn = guard(client(tab), {
    returnTo: (url) => `/welcome?from=${new URL(url).pathname}`,
    login: { loginHint: 'ada@example.com' },
  })
  void signedIn('/orders')
  expect(new URL(await until(() => tab.leftFor)).searchParams.get('login_hint')).toBe('ada@example.com')
  expect(returnUrlOf(tab)).toBe('https://app.example/welcome?from=/orders')
  const other = browser.openTab('https://app.example/orders')
  void guard(client(other), { returnTo: 'https://evil.example/' })('/orders')
  await until(() => other.leftFor)
  expect(returnUrlOf(other)).toBe('https://app.example/')
})

test('a person whom `allow` does not let through is forbidden, at once, and is not sent to sign in', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const page = tab.load(deepLink)
  const here = client(page)
  const admin = guard(here, { allow: ({ sub }) => sub === 'grace' })
  expect(() => admin(deepLink)).toThrow(expect.objectContaining({ name: 'AuthError', code: 'forbidden' }))
  expect(() => admin(deepLink)).toThrow(/allow/)
  await settle()
  expect(page.leftFor).toBeUndefined()
  expect(guard(here, { allow: ({ sub }) => sub === 'ada' })(deepLink)).toMatchObject({ sub: 'ada' })
})

test('nobody is sent to sign in for what is only loaded ahead', async () => {
  const world = createWorld()
  const tab = world.browser.openTab('https://app.example/')
  const signedIn = guard(await visitor(world, tab))
  const expected = expect.objectContaining({
    code: 'signed-out',
    details: { noLogin: 'preload', returnTo: 'https://app.example/orders' },
  })
  const location = { href: '/orders', pathname: '/orders', search: '', hash: '' }
  expect(() => signedIn({ location, preload: true, cause: 'preload' })).toThrow(expected)
  expect(() => signedIn({ location, intent: 'preload' })).toThrow(expected)
  expect(() => signedIn('/orders', { ask: false })).toThrow(expected)
  await settle()
  expect(tab.leftFor).toBeUndefined()
})

test('login() takes the details of what the guard throws, and comes back to the page that was wanted', async () => {
  const { browser, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  const signedIn = guard(here)
  await here.logout({ everywhere: false })
  const refusal = await refusalOf(() => signedIn(deepLink))
  if (!isAuthError(refusal, 'signed-out')) throw refusal
  void here.login(refusal.details)
  expect(await until(() => tab.leftFor)).toContain('response_type=code')
  expect(returnUrlOf(tab)).toBe(deepLink)
})

test('nobody is sent to sign in after a sign-out in this tab, clicks or not, until the page is loaded again', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  const signedIn = guard(here)
  await here.logout({ everywhere: false })
  const expected = expect.objectContaining({
    code: 'signed-out',
    details: { noLogin: 'logout', returnTo: deepLink },
  })
  expect(() => signedIn(deepLink)).toThrow(expected)
  const next = tab.load(deepLink)
  const there = client(next)
  for (const active of [true, false]) {
    next.active = active
    expect(await refusalOf(() => guard(there)(deepLink))).toEqual(expected)
  }
  expect(next.leftFor).toBeUndefined()
  const reloaded = next.load(deepLink)
  void guard(client(reloaded))(deepLink)
  await until(() => reloaded.leftFor)
})

test('a sign-out in another tab leads to no login, which would undo it, clicks or not, until the page is loaded again', async () => {
  const { browser, client, signIn } = createWorld()
  const { client: there } = await signIn(browser.openTab())
  const tab = browser.openTab(deepLink)
  const here = client(tab)
  const signedIn = guard(here)
  await signedIn(deepLink)
  await there.logout({ everywhere: false })
  await until(() => here.session.get().status === 'signed-out')
  for (const active of [true, false]) {
    tab.active = active
    expect(await refusalOf(() => signedIn(deepLink))).toMatchObject({ details: { noLogin: 'logout' } })
  }
  expect(tab.leftFor).toBeUndefined()
  const reloaded = tab.load(deepLink)
  void guard(client(reloaded))(deepLink)
  await until(() => reloaded.leftFor)
})

test('Back from the server, to a page that was loaded anew, does not lead to the server again; a click does', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  await until(() => tab.leftFor)
  const back = tab.load(deepLink)
  const signedIn = guard(client(back))
  back.active = false
  // A router asks the guards of all nested routes.
  const answers = await Promise.all([1, 2].map(() => refusalOf(() => signedIn(deepLink))))
  expect(answers).toEqual(
    [1, 2].map(() => expect.objectContaining({ details: { noLogin: 'left', returnTo: deepLink } })),
  )
  expect(await refusalOf(() => signedIn('/other'))).toMatchObject({ details: { noLogin: 'left' } })
  expect(back.leftFor).toBeUndefined()
  back.active = true
  void signedIn('/other')
  await until(() => back.leftFor)
  expect(returnUrlOf(back)).toBe('https://app.example/other')
})

test('after Back, a click that comes while the client is still starting leads to the server', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  await until(() => tab.leftFor)
  const back = tab.load('https://app.example/')
  void guard(client(back))('/other')
  back.active = false
  await until(() => back.leftFor)
  expect(returnUrlOf(back)).toBe('https://app.example/other')
})

test('after Back, a click leads to the server where the router changes the address bar before it asks', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  await until(() => tab.leftFor)
  const back = tab.load('https://app.example/')
  const signedIn = guard(client(back))
  back.url = 'https://app.example/other'
  void signedIn('/other')
  await until(() => back.leftFor)
})

test('the first page after a login that was refused is no click, also where the router goes there itself', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  const state = new URL(await until(() => tab.leftFor)).searchParams.get('state')
  const denied = tab.load(`https://app.example/?error=access_denied&state=${state}&iss=${issuer}`)
  const here = client(denied)
  await here.start({ onReturn: () => {} })
  expect(denied.url).toBe('https://app.example/')
  const signedIn = guard(here)
  const refused = expect.objectContaining({ details: { noLogin: 'refused', returnTo: deepLink } })
  await refusalOf(() => signedIn('/other', { ask: false }))
  // In StrictMode, React asks twice.
  const answers = [1, 2].map(() => refusalOf(() => signedIn(deepLink)))
  expect(await Promise.all(answers)).toEqual([refused, refused])
  expect(denied.leftFor).toBeUndefined()
  void signedIn(deepLink)
  await until(() => denied.leftFor)
})

test('a page that the back/forward cache restores at a URL which its history has lost is loaded anew', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/')
  const signedIn = guard(client(tab))
  tab.url = 'https://app.example/orders'
  const answers: unknown[] = []
  void refusalOf(() => signedIn('/orders')).then((answer) => answers.push(answer))
  await until(() => tab.leftFor)
  expect(tab.replaced).toBe(true)
  tab.emit({ type: 'back-from-cache' })
  expect(tab.reloaded).toBe(true)
  await settle()
  expect(answers).toEqual([])
  const back = tab.load('https://app.example/')
  back.active = false
  expect(await refusalOf(() => guard(client(back))('/orders'))).toMatchObject({
    details: { noLogin: 'left' },
  })
})

test('the page that is loaded after Back is not led to the server again, whatever is clicked meanwhile', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  await until(() => tab.leftFor)
  const back = tab.load(deepLink)
  expect(await refusalOf(() => guard(client(back))(deepLink))).toMatchObject({ details: { noLogin: 'left' } })
  expect(back.leftFor).toBeUndefined()
})

test('Back from the server, to a page from the back/forward cache, ends what the guard was asked', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/')
  const signedIn = guard(client(tab))
  const asked = [1, 2].map(() => refusalOf(() => signedIn('/orders')))
  await until(() => tab.leftFor)
  tab.active = false
  tab.emit({ type: 'back-from-cache' })
  const expected = expect.objectContaining({
    code: 'signed-out',
    details: { noLogin: 'left', returnTo: 'https://app.example/orders' },
  })
  expect(await Promise.all(asked)).toEqual([expected, expected])
  expect(() => signedIn('/orders')).toThrow(expected)
})

test.each([
  ['#/orders?of=ada#b', '/orders?of=ada#b'],
  ['#//evil.example', '/evil.example'],
  ['#/\\evil.example', '/evil.example'],
  ['#https://evil.example', '/https://evil.example'],
  ['', '/'],
])('after Back, a hash router at %s is led to a path of its own', async (hash, path) => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(`https://app.example/${hash}`)
  const load = reactRouterLoader(guard(client(tab), { base: '/#' }))
  const asked = refusalOf(() => load({ request: new Request('https://app.example/wanted') }))
  await until(() => tab.leftFor)
  tab.emit({ type: 'back-from-cache' })
  const redirect = await asked
  expect(redirect).toBeInstanceOf(Response)
  expect((redirect as Response).headers.get('location')).toBe(path)
})

test.each([
  'https://app.example//evil.example/x',
  'https://app.example//[',
  '//evil.example/x',
  '//[',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example/x',
  'javascript:alert(1)',
])('a visit to %s is one to a path of this host', async (visit) => {
  const { browser, client } = createWorld()
  const wanted: string[] = []
  const returnTo = (url: string): string => {
    wanted.push(url)
    return url
  }
  const signedIn = guard(client(browser.openTab()), { returnTo })
  const refusal = await refusalOf(() => signedIn(visit, { ask: false }))
  expect(refusal).toMatchObject({ details: { returnTo: expect.stringMatching(/^https:\/\/app\.example\//) } })
  expect(wanted.map((url) => new URL(url).host)).toEqual(['app.example'])
})

test('a router that asks again as soon as the session changes does not lead to the server again', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab('https://app.example/')
  const here = client(tab)
  const signedIn = guard(here)
  const answers: unknown[] = []
  void refusalOf(() => signedIn('/orders'))
  await until(() => tab.leftFor)
  tab.leftFor = undefined
  tab.active = false
  here.session.subscribe(
    () => void refusalOf(() => signedIn('/orders')).then((answer) => answers.push(answer)),
  )
  tab.emit({ type: 'back-from-cache' })
  await until(() => answers.length === 2)
  expect(answers).toEqual(
    [1, 2].map(() => expect.objectContaining({ details: expect.objectContaining({ noLogin: 'left' }) })),
  )
  expect(tab.leftFor).toBeUndefined()
})

test('a login that the server or the person refused is not begun again without a click', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  void guard(client(tab))(deepLink)
  const state = new URL(await until(() => tab.leftFor)).searchParams.get('state')
  const denied = tab.load(`https://app.example/?error=access_denied&state=${state}&iss=${issuer}`)
  denied.active = false
  const here = client(denied)
  const signedIn = guard(here)
  expect(await refusalOf(() => signedIn(deepLink))).toMatchObject({
    code: 'signed-out',
    recovery: 'sign-in',
    message: expect.stringContaining('refused'),
    details: { noLogin: 'refused', returnTo: deepLink },
  })
  expect(here.session.get()).toMatchObject({ error: { code: 'login-refused' } })
  expect(denied.leftFor).toBeUndefined()
  denied.active = true
  void signedIn(deepLink)
  await until(() => denied.leftFor)
})

test('a login for which the page could not leave is an answer, and is not tried again by itself', async () => {
  const { browser, client, server } = createWorld()
  server.intercept = async () => {
    throw new TypeError('offline')
  }
  const tab = browser.openTab(deepLink)
  const here = client(tab)
  const signedIn = guard(here)
  const expected = expect.objectContaining({ details: { noLogin: 'failed', returnTo: deepLink } })
  expect(await refusalOf(() => signedIn(deepLink))).toEqual(expected)
  expect(here.session.get()).toMatchObject({ error: { code: 'network' } })
  const asked = server.requests.length
  expect(await refusalOf(() => signedIn(deepLink))).toEqual(expected)
  expect(server.requests).toHaveLength(asked)
})

test('the guard stops a loop as start({ require }) does, and counts the logins of both', async () => {
  const { browser, clock, client, server } = createWorld()
  server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? Response.json({ error: 'invalid_grant' }, { status: 400 }) : proceed()
  let tab = browser.openTab(deepLink)
  for (const begin of [
    (here: TracedClient) => guard(here)(deepLink),
    (here: TracedClient) => here.start({ require: true }),
  ]) {
    tab.active = false
    void begin(client(tab))
    tab = tab.load(server.authorize(await until(() => tab.leftFor)))
    clock.advance(1000)
  }
  tab.active = false
  const here = client(tab)
  expect(await refusalOf(() => guard(here)(deepLink))).toMatchObject({ details: { noLogin: 'failed' } })
  expect(here.session.get()).toMatchObject({ error: { code: 'login-loop' } })
})

test('guards that are asked at the same time leave for one login', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab(deepLink)
  const here = client(tab)
  const signedIn = guard(here)
  for (const visit of ['/', deepLink, deepLink]) void signedIn(visit)
  await until(() => tab.leftFor)
  await settle()
  expect(here.events.filter(({ type }) => type === 'login-started')).toHaveLength(1)
})

test('a login in a window of its own is waited for', async () => {
  const world = createWorld()
  const tab = world.browser.openTab(deepLink)
  const here = await visitor(world, tab)
  here.login().catch(() => {})
  await until(() => here.session.get().status === 'signing-in')
  const asked = guard(here)(deepLink)
  const { client: other } = await world.signIn(world.browser.openTab())
  await other.accessToken()
  tab.emit({ type: 'woke' })
  expect(await asked).toMatchObject({ sub: 'ada' })
})

test('who has to choose a provider is asked to, and not sent to one of them', async () => {
  const { browser } = createWorld()
  const tab = browser.openTab(deepLink)
  const provider = (name: string) => ({ issuer, clientId: name, redirectUri: `https://app.example/${name}` })
  const auth = createClients({
    providers: { one: provider('one'), two: provider('two') },
    effects: tab.effects,
  })
  expect(await refusalOf(() => guard(auth)(deepLink))).toMatchObject({
    code: 'signed-out',
    details: { noLogin: 'choice', returnTo: deepLink },
  })
  expect(tab.leftFor).toBeUndefined()
  auth.close()
})

test('the user for a loader is there at once, or after the start, or the loader is told that nobody is', async () => {
  const world = createWorld()
  const { tab } = await world.signIn(world.browser.openTab())
  const here = world.client(tab.load(deepLink))
  const user = signedInUser(here)
  expect(user).toMatchObject({ sub: 'ada' })
  await here.logout({ everywhere: false })
  expect(() => signedInUser(here)).toThrow(expect.objectContaining({ code: 'signed-out' }))
  const stranger = world.client(world.browser.openTab())
  await expect(signedInUser(stranger)).rejects.toMatchObject({ code: 'signed-out' })
})

test('on a server a guard says that it needs a page', async () => {
  const { client, browser } = createWorld()
  const { page: _, ...effects } = browser.openTab().effects
  const signedIn: Guard<unknown> = guard(
    client(browser.openTab(), { effects: { ...effects, page: undefined as never } }),
  )
  expect(() => signedIn('/orders')).toThrow(expect.objectContaining({ code: 'configuration' }))
})
