import { afterEach, beforeEach, expect, test } from 'vitest'
import { internalsOf } from '../../src/client/client-internals.js'
import { dpop } from '../../src/dpop/index.js'
import { authorizeCall, createClients } from '../../src/index.js'
import { createWorld, settle, testClient, testIssuer, until } from '../../src/testing/index.js'
import { mount, open, unmountAll } from './open-panel.js'

const ada = { sub: 'ada-1815', name: 'Ada Lovelace', email: 'ada@example.com' }

beforeEach(() => sessionStorage.clear())
afterEach(unmountAll)

test('the panel shows who is signed in, the token with its life and scopes, and the APIs', async () => {
  const auth = testClient({ user: ada, scope: 'openid items:read', apis: ['/api'] })
  const panel = await open(auth)
  expect(panel.text()).toContain('Ada Lovelace')
  expect(panel.text()).toContain('60 min of 60 min left')
  expect(panel.text()).toContain('items:read')
  expect(panel.text()).toContain('/api')
  const life = panel.root.querySelector('progress')
  expect(life?.getAttribute('value')).toBe('1.0000')
  auth.test.clock.advance(1_800_000)
  auth.test.recover()
  await settle()
  expect(life?.getAttribute('value')).toBe('0.5000')
})

test('the panel follows the session, and says what is wrong with it', async () => {
  const auth = testClient({ user: ada })
  const panel = await open(auth)
  auth.test.trouble()
  await panel.untilText('Renewing fails: network')
  expect(panel.root.querySelector('.state')?.textContent).toBe('signed in, trouble')
  auth.test.signOut('revoked')
  await panel.untilText('Nobody is signed in. The reason is revoked.')
})

test('a token is in the panel only after somebody asked for it, and not after the panel was closed', async () => {
  const auth = testClient({ user: ada })
  const token = await auth.accessToken()
  const panel = await open(auth)
  const shown = (): string => panel.root.querySelector('.panel')?.outerHTML ?? ''
  expect(shown()).not.toContain(token)
  await panel.click('Reveal: Access token')
  expect(shown()).toContain(token)
  await panel.click('Hide: Access token')
  expect(shown()).not.toContain(token)
  await panel.click('Reveal: Access token')
  await panel.click('Close')
  await panel.click('Hallpass devtools')
  expect(shown()).not.toContain(token)
})

test('the timeline has a whole login, through the change of the page', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  const before = client(tab)
  const first = mount(before)
  await before.start()
  before.login().catch(() => {})
  const request = await until(() => tab.leftFor)
  first.unmount()
  const back = tab.load(server.authorize(request))
  const after = client(back)
  const panel = await open(after)
  await after.start()
  await panel.click('Timeline')
  const types = [...panel.root.querySelectorAll('.timeline code')].map(({ textContent }) => textContent)
  expect(types).toEqual(['tokens-arrived', 'page', 'login-started', 'nobody-signed-in', 'page'])
  expect(panel.text()).toContain('Exchange of the code for tokens: 200')
  expect(panel.text()).toContain('Discovery of the server’s metadata: 200')
  await panel.click('Clear')
  expect(panel.text()).toContain('Nothing has happened yet.')
})

test('each request is told with what it is for, what went along, and what came of it', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const panel = await open(client)
  await panel.click('Requests')
  await client.fetch('https://api.example/items?secret=1')
  server.fail('token', { status: 400, error: 'invalid_scope' })
  await panel.click('Session')
  await panel.click('Renew now')
  await panel.click('Requests')
  expect(panel.text()).toContain('GET https://api.example/items200')
  expect(panel.text()).toContain('Bearer token')
  expect(panel.text()).not.toContain('secret=1')
  expect(panel.text()).toContain('Renewal of the access token')
  expect(panel.text()).toContain('refresh token')
  expect(panel.text()).toContain('400 invalid_scope')
})

test('a call by authorizeCall, and one to a URL that is in no apis, are told as such', async () => {
  const auth = testClient({ user: ada, otherUrls: 'plain', apis: ['https://api.example'] })
  auth.test.answer(/./, {})
  const panel = await open(auth)
  const call = await authorizeCall(auth, { url: 'https://api.example/upload', method: 'PUT' })
  await call
    .answered({
      status: 403,
      headers: new Headers({ 'www-authenticate': 'Bearer error="insufficient_scope"' }),
    })
    .catch(() => {})
  await auth.fetch('https://elsewhere.example/')
  await panel.click('Requests')
  expect(panel.text()).toContain('PUT https://api.example/upload403 insufficient_scope')
  expect(panel.text()).toContain('sent by something else than auth.fetch')
  expect(panel.text()).toContain('A URL that is in no apis')
  expect(panel.text()).toContain('no token')
})

test('an expired and a forgotten access token are renewed by the next call, and no other one', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const renewals = (): number => server.requests.filter((endpoint) => endpoint === 'token').length - 1
  const panel = await open(client)
  await client.accessToken()
  expect(renewals()).toBe(0)
  await panel.click('Expire now')
  expect(panel.text()).toContain('expired; the next call waits for a new one')
  expect(renewals()).toBe(0)
  const first = await client.accessToken()
  expect(renewals()).toBe(1)
  await panel.click('Forget the access token')
  expect(panel.text()).toContain('There is no access token. The next call asks for one.')
  expect(await client.accessToken()).not.toBe(first)
  expect(renewals()).toBe(2)
  await panel.click('Renew now')
  expect(renewals()).toBe(3)
  expect(client.session.get().status).toBe('signed-in')
})

test('without a network calls fail as they do offline, and work again once it is back', async () => {
  const auth = testClient({ user: ada })
  auth.test.answer('/items', [1])
  const panel = await open(auth)
  await panel.click('Lose the network')
  await expect(auth.fetch('/items')).rejects.toThrow(TypeError)
  await panel.click('Renew now')
  expect(auth.session.get()).toMatchObject({ status: 'signed-in', trouble: { code: 'network' } })
  await panel.click('Lose the network')
  expect((await auth.fetch('/items')).status).toBe(200)
})

test('Sign out signs out', async () => {
  const auth = testClient({ user: ada })
  const panel = await open(auth)
  await panel.click('Sign out')
  expect(auth.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
})

test('the ID Token is taken apart, and each claim is explained', async () => {
  const { browser, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const panel = await open(client)
  await panel.click('ID Token')
  await panel.untilText('Payload')
  expect(panel.text()).toContain(testIssuer)
  expect(panel.text()).toContain('Whom the token is for. In an ID Token: this client')
  expect(panel.text()).toContain('2026-01-01 00:00:00 UTC')
  expect(panel.text()).toContain('ES256')
  expect(panel.text()).toContain('Not by this page.')
})

test('what is stored where, the clock, and the options are shown', async () => {
  const { browser, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const panel = await open(client)
  await panel.click('Browser')
  await panel.untilText('The session: the truth')
  expect(panel.text()).toContain('IndexedDB')
  expect(panel.text()).toContain('localStorage')
  expect(panel.text()).toContain('2026-01-01 00:00:00 UTC')
  expect(panel.text()).toContain('Within 5 seconds')
  expect(panel.text()).toContain('openid offline_access')
})

test('other tabs with the same client are listed, until they are closed', async () => {
  const { browser, signIn, client } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  const other = client(browser.openTab('https://app.example/inbox'))
  await other.start()
  const background = mount(other)
  const panel = await open(here)
  await panel.click('Browser')
  await panel.untilText('1. /inbox')
  expect(panel.text()).toContain('signed-in, visible')
  background.unmount()
  await panel.click('Session')
  await panel.click('Browser')
  expect(panel.text()).toContain('No other tab of this app')
})

test('of several providers the one is shown that somebody is signed in with, and any can be chosen', async () => {
  const { browser, server, clock } = createWorld()
  const tab = browser.openTab()
  const common = { effects: tab.effects, apis: ['https://api.example'] }
  const other = 'https://other.example'
  const auth = createClients({
    ...common,
    providers: {
      acme: { issuer: testIssuer, clientId: 'acme' },
      other: { issuer: { ...server.metadata, issuer: other }, clientId: 'other' },
    },
  })
  const { vault, current } = internalsOf(auth.clients.other).context
  await auth.start()
  const { accessToken } = server.issue({ sub: 'grace', scope: 'openid', clientId: 'other' })
  const token = { value: accessToken, scope: ['openid'], receivedAt: clock.now(), expiresInMs: 60_000 }
  const record = {
    afterSignOut: 0,
    loginAt: clock.now(),
    renewals: 0,
    claims: { sub: 'grace' },
    tokens: { '': token },
    renewable: false,
  }
  await vault.replace(record)
  await current.show(record, 'restored')
  const panel = await open(auth)
  const select = panel.root.querySelector('select') as HTMLSelectElement
  expect([...select.options].map(({ value }) => value)).toEqual(['acme', 'other'])
  expect(select.value).toBe('other')
  expect(panel.text()).toContain('grace')
  select.value = 'acme'
  select.dispatchEvent(new Event('change'))
  expect(panel.text()).toContain('Nobody is signed in.')
})

test('with a server part, the panel says where tokens come from, and names its requests', async () => {
  const { browser, client } = createWorld()
  const { effects } = browser.openTab()
  const answer = {
    signed_in: true,
    claims: { sub: 'ada' },
    scope: 'openid',
    renewable: true,
    access_token: 'at-1',
    expires_in: 60,
  }
  const auth = client(browser.openTab(), {
    server: '/oauth/acme',
    effects: { ...effects, fetch: async () => Response.json(answer) },
  })
  await auth.start()
  const panel = await open(auth)
  await panel.click('Renew now')
  expect(panel.text()).toContain('Tokens come from the server part at /oauth/acme')
  expect(panel.text()).toContain('The server part keeps it. It is in no page.')
  await panel.click('ID Token')
  expect(panel.text()).toContain('Claims of the session')
  await panel.click('Requests')
  expect(panel.text()).toContain('POST https://app.example/oauth/acme/token200')
})

test('with DPoP, proofs, nonces and the key are shown', async () => {
  const { browser, server, signIn } = createWorld()
  server.dpop = 'nonces'
  const { client } = await signIn(browser.openTab(), { dpop: dpop() })
  const panel = await open(client)
  await client.fetch('https://api.example/items')
  await panel.click('Requests')
  expect(panel.text()).toContain('DPoP token, DPoP proof with a nonce')
  await panel.click('Browser')
  await panel.untilText('Nonce, api https://api.example')
  const { jkt } = internalsOf(client).context.current.record() ?? {}
  expect(jkt).toMatch(/^[\w-]{43}$/)
  expect(panel.text()).toContain(jkt)
  expect(panel.text()).toContain('DPoP keys, which cannot be taken out')
})

test('without a panel the client has its own fetch and onEvent back', async () => {
  const auth = testClient({ user: ada })
  const { context } = internalsOf(auth)
  const before = { ...context.hooks }
  const { authorize } = internalsOf(auth)
  const { unmount } = await open(auth)
  expect(context.hooks).not.toEqual(before)
  unmount()
  expect(context.hooks).toEqual(before)
  expect(internalsOf(auth).authorize).toBe(authorize)
  expect(document.querySelector('hallpass-devtools')).toBe(null)
})

test('a second call for the same client replaces the panel', () => {
  const auth = testClient({ user: ada })
  const first = mount(auth)
  const second = mount(auth)
  expect([...document.querySelectorAll('hallpass-devtools')]).toEqual([second.element])
  first.unmount()
  expect(document.querySelector('hallpass-devtools')).toBe(second.element)
  second.unmount()
})

test('the app is told of each event as before', async () => {
  const told: string[] = []
  const auth = testClient({ user: ada, onEvent: ({ type }) => void told.push(type) })
  mount(auth)
  auth.test.signOut()
  expect(told).toContain('ended')
})

test('the shortcut opens and closes, Escape closes, and the focus goes along', async () => {
  const auth = testClient({ user: ada })
  const panel = mount(auth, { shortcut: 'Ctrl+Shift+L' })
  const press = (init: KeyboardEventInit, on: EventTarget = document): unknown =>
    on.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, composed: true, ...init }))
  press({ key: 'l', ctrlKey: true })
  expect(panel.isOpen()).toBe(false)
  press({ key: 'L', ctrlKey: true, shiftKey: true })
  expect(panel.isOpen()).toBe(true)
  const selected = panel.root.querySelector('[role=tab][aria-selected=true]') as HTMLElement
  expect(panel.root.activeElement).toBe(selected)
  press({ key: 'ArrowRight' }, selected)
  expect(panel.root.activeElement?.textContent).toBe('Timeline')
  press({ key: 'End' }, panel.root.activeElement as Element)
  expect(panel.root.activeElement?.textContent).toBe('Browser')
  press({ key: 'ArrowRight' }, panel.root.activeElement as Element)
  expect(panel.root.activeElement?.textContent).toBe('Session')
  press({ key: 'Escape' }, panel.root.activeElement as Element)
  expect(panel.isOpen()).toBe(false)
  expect(panel.root.activeElement).toBe(panel.root.querySelector('.toggle'))
})

test('a panel that was open is open on the next page, with the same tab, and takes no focus', async () => {
  const auth = testClient({ user: ada })
  const panel = await open(auth)
  await panel.click('Requests')
  panel.unmount()
  const next = mount(testClient({ user: ada }))
  expect(next.isOpen()).toBe(true)
  expect(next.root.querySelector('[aria-selected=true]')?.textContent).toBe('Requests')
  expect(next.root.activeElement).toBe(null)
})

test('position and theme are attributes of the element', () => {
  const { element } = mount(testClient(), { position: 'top-left', theme: 'dark' })
  expect(element.getAttribute('position')).toBe('top-left')
  expect(element.getAttribute('theme')).toBe('dark')
})

test('something that is no client is refused', () => {
  expect(() => mount({ session: testClient().session } as never)).toThrow(TypeError)
  expect(document.querySelector('hallpass-devtools')).toBe(null)
})
