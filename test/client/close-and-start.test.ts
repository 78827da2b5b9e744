// @vitest-environment node

import { expect, test } from 'vitest'
import type { PageEvent } from '../../src/effects/effects.js'
import { type ClientOptions, createClients, type Session } from '../../src/index.js'
import {
  advanceUntil,
  testClientId as clientId,
  createWorld,
  testIssuer as issuer,
  settle,
  type TestTab,
  until,
} from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

const renewals = (requests: readonly string[]): number =>
  requests.filter((name) => name === 'token').length - 1

/** The same tab, and how many listen to its page. */
function counted(tab: TestTab): { readonly tab: TestTab; readonly listening: Set<unknown> } {
  const listening = new Set<unknown>()
  const { effects } = tab
  const page = {
    ...effects.page,
    listen(listener: (event: PageEvent) => void) {
      listening.add(listener)
      const stop = effects.page?.listen(listener)
      return () => {
        listening.delete(listener)
        stop?.()
      }
    },
  } as NonNullable<TestTab['effects']['page']>
  return { tab: Object.assign(Object.create(tab), { effects: { ...effects, page } }) as TestTab, listening }
}

test('a closed client renews nothing ahead and hears nothing; one that starts again does both', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  here.close()
  await settle()
  clock.advance(3_590_000)
  await settle()
  expect(renewals(server.requests)).toBe(0)

  await here.start()
  await advanceUntil(clock, () => renewals(server.requests) === 1)
  const other = client(browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await until(() => here.session.get().status === 'signed-out')
  expect(here.session.get()).toMatchObject({ reason: 'other-tab' })
})

test('what happened while a client was closed is what it starts with', async () => {
  const { browser, client, signIn, server } = createWorld()
  const { client: here } = await signIn(browser.openTab())
  const other = client(browser.openTab())
  await other.start()
  here.close()
  await settle()
  await other.logout({ everywhere: false })
  await settle()
  expect(here.session.get().status).toBe('signed-in')
  await here.start()
  await until(() => here.session.get().status === 'signed-out')

  here.close()
  server.user = 'grace'
  await signIn(browser.openTab())
  await settle()
  expect(here.session.get().status).toBe('signed-out')
  expect(await here.start()).toMatchObject({ status: 'signed-in', user: { sub: 'grace' } })
})

test("start, close, start at once, as React's strict mode does, is one start, and is watched", async () => {
  const { browser, server, clock, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  const here = client(back)
  const shown: Session<unknown>['status'][] = []
  here.session.subscribe(({ status }) => void shown.push(status))
  const first = here.start()
  here.close()
  const second = here.start()
  expect(await first).toBe(await second)
  expect(shown).toEqual(['loading', 'signed-in'])
  expect(here.events.map(({ type }) => type)).toEqual(['tokens-arrived'])
  expect(renewals(server.requests)).toBe(0)
  await settle()
  clock.advance(3_530_000)
  await advanceUntil(clock, () => renewals(server.requests) === 1)
})

test('the same at a page that restores its session', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const here = client(tab.load('https://app.example/'))
  for (let times = 0; times < 3; times++) {
    void here.start()
    here.close()
  }
  await here.start()
  await settle()
  expect(here.events.map(({ type }) => type)).toEqual(['restored'])
  clock.advance(3_530_000)
  await advanceUntil(clock, () => renewals(server.requests) === 1)
})

test('a client closed while it starts finishes the login, then watches nothing until restarted', async () => {
  const { browser, server, clock, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const { tab: back, listening } = counted(tab.load(server.authorize(await until(() => tab.leftFor))))
  const here = client(back)
  const started = here.start()
  here.close()
  expect(await started).toMatchObject({ status: 'signed-in' })
  await settle()
  expect(listening.size).toBe(0)
  clock.advance(3_590_000)
  await settle()
  expect(renewals(server.requests)).toBe(0)
  await here.start()
  expect(listening.size).toBeGreaterThan(0)
  await advanceUntil(clock, () => renewals(server.requests) === 1)
})

test.each(['page', 'tab', 'browser'] as const)(
  "remember '%s': close() leaves no listener, however often",
  async (remember) => {
    const { browser, client, signIn, clock } = createWorld()
    const { tab } = await signIn(browser.openTab(), { remember })
    const { tab: next, listening } = counted(tab.load('https://app.example/'))
    const here = client(next, { remember })
    await here.start()
    await settle()
    const before = listening.size
    expect(before).toBeGreaterThan(0)
    for (let times = 0; times < 3; times++) {
      here.close()
      await settle()
      expect(listening.size).toBe(0)
      // A call does not open it again.
      clock.advance(3_600_000)
      await here.accessToken().catch(() => {})
      expect(listening.size).toBe(0)
      await here.start()
      await settle()
      expect(listening.size).toBe(before)
    }
  },
)

test("remember 'tab': a copy that looks after its page was closed, restarted and left is known", async () => {
  const { browser, client, signIn, clock, server } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab(), { remember: 'tab' })
  here.close()
  await settle()
  await here.start()
  await settle()
  const copyTab = tab.duplicate()
  const next = client(tab.load('https://app.example/'), { remember: 'tab' })
  const copy = client(copyTab, { remember: 'tab' })
  await Promise.all([next.start(), copy.start()])
  await settle()
  clock.advance(3_600_000)
  await expect(copy.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(await next.accessToken()).toMatch(/^access-/)
  expect(renewals(server.requests)).toBe(1)
})

test('whoever subscribed before the first start, or before close(), goes on to be told', async () => {
  const { browser, client, signIn } = createWorld()
  const here = client(browser.openTab())
  const shown: string[] = []
  here.session.subscribe(({ status }) => void shown.push(status))
  here.close()
  await here.start()
  here.close()
  await signIn(browser.openTab())
  await here.start()
  expect(shown).toEqual(['loading', 'signed-out', 'signed-in'])
})

test('start({ require: true }), close, start({ require: true }) leaves for one login', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(tab)
  void here.start({ require: true })
  here.close()
  void here.start({ require: true })
  await until(() => tab.leftFor)
  await settle()
  expect(here.events.filter(({ type }) => type === 'login-started')).toHaveLength(1)
})

function refuse(): never {
  throw new Error('not here')
}

test.each([
  ['that another server sent', 'callback-rejected', { iss: 'https://evil.example' }, undefined],
  ['whose user the app refuses', 'user-rejected', {}, refuse],
] as const)('an answer %s is final for the next start of the client, too', async (_, code, change, user) => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab)
    .login()
    .catch(() => {})
  const answer = new URL(server.authorize(await until(() => tab.leftFor)))
  for (const [name, value] of Object.entries(change)) answer.searchParams.set(name, value)
  const page = tab.load(answer.href)
  const here = client(page, user && { user })
  for (let times = 0; times < 3; times++) {
    void here.start({ require: true })
    await until(() => (here.session.get().status === 'loading' ? undefined : true))
    await settle()
    expect(here.session.get()).toMatchObject({ status: 'signed-out', error: { code } })
    expect(page.leftFor).toBeUndefined()
    here.close()
  }
})

test('a page that comes back from a sign-out does not sign in by starting twice', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: before } = await signIn(browser.openTab())
  await before.logout({ everywhere: false })
  const page = tab.load('https://app.example/')
  const here = client(page)
  for (let times = 0; times < 3; times++) {
    expect(await here.start({ require: true })).toMatchObject({ status: 'signed-out' })
    here.close()
    await settle()
  }
  expect(page.leftFor).toBeUndefined()
})

test('a session that ended while the client was closed is asked for by start({ require })', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  const other = client(browser.openTab())
  await other.start()
  here.close()
  await settle()
  await other.logout({ everywhere: false })
  await here.start()
  await until(() => here.session.get().status === 'signed-out')
  here.close()
  void here.start({ require: true })
  expect(await until(() => tab.leftFor)).toContain(`${issuer}/authorize`)
})

test('a client with a server part watches again', async () => {
  const { browser, clock, open, simulator: provider, signIn } = createMediatedWorld()
  const { client: here } = await signIn(browser.openTab())
  const asked = () => provider.arrived.filter(({ form }) => form.get('grant_type') === 'refresh_token').length
  here.close()
  await here.start()
  await settle()
  clock.advance(3_530_000)
  await advanceUntil(clock, () => asked() === 1)
  const other = open(browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await until(() => here.session.get().status === 'signed-out')
})

test('clients of several providers watch again, together', async () => {
  const { browser, server, clock, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const page = tab.load('https://app.example/')
  const common: Partial<ClientOptions> = {
    remember: 'browser',
    apis: ['https://api.example'],
    scope: 'openid offline_access',
    effects: page.effects,
  }
  const here = createClients({
    ...common,
    providers: { one: { issuer, clientId }, two: { issuer: 'https://two.example', clientId: 'app' } },
  })
  const first = here.start()
  here.close()
  expect(await here.start()).toBe(await first)
  here.close()
  await settle()
  expect(await here.start()).toMatchObject({ status: 'signed-in', provider: 'one' })
  await settle()
  clock.advance(3_530_000)
  await advanceUntil(clock, () => renewals(server.requests) === 1)
  const other = client(browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await until(() => here.session.get().status === 'signed-out')
  here.close()
})
