import type { RoutePreloadFunc } from '@solidjs/router'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { internalsOf } from '../../src/client/client-internals.js'
import { type Access, guard, onUserChange, pageAccess, solidRouterPreload } from '../../src/router/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'

const page = 'https://app.example/orders?of=ada#last'

test('a page that is reloaded by a signed-in person is allowed at its first look', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const here = client(tab.load(page))
  const access = pageAccess(here, guard(here))
  expect(access.get()).toEqual({ status: 'waiting' })
  expect(access.getOnServer()).toEqual({ status: 'waiting' })
  const told: string[] = []
  access.subscribe(({ status }) => void told.push(status))
  expect(access.get()).toMatchObject({ status: 'allowed', user: { sub: 'ada' } })
  expect(access.getOnServer()).toEqual({ status: 'waiting' })
  await settle()
  await here.accessToken()
  expect(told).toEqual(['allowed'])
})

test('a visitor waits, and leaves for a login that comes back to this page', async () => {
  const { browser, client, server } = createWorld()
  const tab = browser.openTab(page)
  const here = client(tab)
  const access = pageAccess(here, guard(here))
  access.subscribe(() => {})
  const back = tab.load(server.authorize(await until(() => tab.leftFor)))
  expect(access.get()).toEqual({ status: 'waiting' })
  const there = client(back)
  const next = pageAccess(there, guard(there))
  next.subscribe(() => {})
  await until(() => next.get().status === 'allowed')
  expect(back.url).toBe(page)
})

test('a sign-out on the page is shown, in all tabs, and leads to no login; a new sign-in is shown', async () => {
  const world = createWorld()
  const { tab, client: here } = await world.signIn(world.browser.openTab(page))
  const access = pageAccess(here, guard(here))
  const told: Access<unknown>[] = []
  const stop = access.subscribe((now) => void told.push(now))
  await here.logout({ everywhere: false })
  expect(access.get()).toMatchObject({ status: 'signed-out', error: { details: { noLogin: 'logout' } } })
  await settle()
  expect(tab.leftFor).toBeUndefined()
  await world.signIn(world.browser.openTab())
  await until(() => access.get().status === 'allowed')
  stop()
  await here.logout({ everywhere: false })
  expect(told.map(({ status }) => status)).toEqual(['allowed', 'signed-out', 'allowed'])
})

test('who may not see the page is told so, and a listener that subscribes twice is told once each', async () => {
  const { browser, signIn } = createWorld()
  const { client: here } = await signIn(browser.openTab(page))
  const access = pageAccess(here, guard(here, { allow: () => false }))
  const told: string[] = []
  const stops = [1, 2].map((number) =>
    access.subscribe(({ status }) => void told.push(`${number} ${status}`)),
  )
  expect(told).toEqual(['1 forbidden', '2 forbidden'])
  for (const stop of stops) stop()
  access.subscribe(() => {})
  expect(access.get()).toMatchObject({ status: 'forbidden', error: { code: 'forbidden' } })
})

test('a login that fails after a click is shown, and is not begun again by the page itself', async () => {
  const { browser, client, server } = createWorld()
  const tab = browser.openTab(page)
  tab.active = false
  const here = client(tab)
  const access = pageAccess(here, guard(here, { returnTo: '/elsewhere' }))
  server.intercept = async () => {
    throw new TypeError('offline')
  }
  access.subscribe(() => {})
  await until(() => access.get().status === 'signed-out')
  const asked = server.requests.length
  tab.active = true
  await here.login().catch(() => {})
  await settle()
  expect(access.get()).toMatchObject({ status: 'signed-out', error: { details: { noLogin: 'failed' } } })
  expect(server.requests).toHaveLength(asked + 2)
})

test('onUserChange tells of a sign-out and a sign-in, and not of a renewal or a login under way', async () => {
  const world = createWorld()
  const { browser, server, clock, signIn } = world
  const { client: here } = await signIn(browser.openTab())
  let changes = 0
  const stop = onUserChange(here, () => {
    changes++
  })
  clock.advance(3_590_000)
  await here.accessToken()
  expect(changes).toBe(0)
  await here.logout({ everywhere: false })
  expect(changes).toBe(1)
  here.login().catch(() => {})
  await until(() => here.session.get().status === 'signing-in')
  expect(changes).toBe(1)
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => changes === 2)
  stop()
  await here.logout({ everywhere: false })
  expect(changes).toBe(2)
})

test('a page is loaded anew where one person takes the place of another', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab())
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => tab.reloaded)
  expect(here.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'grace' } })
  expect(changes).toBe(0)
})

test('a page that guards itself is loaded anew for another person, and shows them nothing of the first', async () => {
  const { browser, server, signIn } = createWorld()
  const { tab, client: here } = await signIn(browser.openTab(page))
  const access = pageAccess(here, guard(here))
  const told: string[] = []
  access.subscribe(({ status }) => void told.push(status))
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => tab.reloaded)
  expect(told).toEqual(['allowed', 'waiting'])
})

test('with a session of one page alone, another person is a change like any other', async () => {
  const { browser, client, server, signIn } = createWorld()
  const tab = browser.openTab(page)
  const here = client(tab, { remember: 'page' })
  await here.start()
  let changes = 0
  onUserChange(here, () => {
    changes++
  })
  for (const name of ['ada', 'grace']) {
    server.user = name
    const other = await signIn(browser.openTab())
    const record = internalsOf(other.client).context.current.record()
    // As a login in a popup does, for which this world has no windows.
    const { vault, current } = internalsOf(here).context
    if (!record) throw new Error('Nobody has signed in.')
    await vault.replace(record)
    await current.show(record, 'login')
    expect(here.session.get()).toMatchObject({ user: { sub: name } })
  }
  expect(changes).toBe(2)
  expect(tab.reloaded).toBe(false)
})

describe('a session that ends by itself', () => {
  async function endUnder(how: { touched: boolean }) {
    const { browser, server, clock, signIn, client } = createWorld()
    const { tab } = await signIn(browser.openTab())
    const page = tab.load('https://app.example/orders')
    page.touched = how.touched
    page.active = false
    const here = client(page)
    const access = pageAccess(here, guard(here))
    let changes = 0
    onUserChange(here, () => {
      changes++
    })
    access.subscribe(() => {})
    expect(access.get().status).toBe('allowed')
    server.revoke()
    clock.advance(3_600_001)
    await here.accessToken().catch(() => {})
    await until(() => here.session.get().status !== 'signed-in')
    return { page, here, access, server, signIn, browser, changes: () => changes }
  }

  test('leaves a page that a person has used as it is', async () => {
    const { page, here, access, changes } = await endUnder({ touched: true })
    expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'expired' })
    await settle()
    expect(changes()).toBe(0)
    expect(access.get()).toMatchObject({ status: 'signed-out', error: { details: { noLogin: 'ended' } } })
    expect(page.leftFor).toBeUndefined()
    // A click on another page asks the guard as ever.
    page.active = true
    void Promise.resolve(guard(here)('/other')).catch(() => {})
    await until(() => page.leftFor)
  })

  test('lets the same person go on where they sign in again in a popup, and loads the page anew for another', async () => {
    const { page, browser, server, signIn, changes, here } = await endUnder({ touched: true })
    await signIn(browser.openTab())
    await until(() => here.session.get().status === 'signed-in')
    expect(changes()).toBe(0)
    expect(page.reloaded).toBe(false)
    server.user = 'grace'
    await signIn(browser.openTab())
    await until(() => page.reloaded)
  })

  test('leads from a page that nobody has touched to the login', async () => {
    const { page, changes } = await endUnder({ touched: false })
    await until(() => page.leftFor)
    expect(changes()).toBe(1)
  })
})

test('Solid Router gets the user, or a promise that rejects without an unhandled rejection', async () => {
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const here = client(tab.load(page))
  const location = { pathname: '/orders', search: '?of=ada', hash: '#last' }
  const preload = solidRouterPreload(guard(here))
  expectTypeOf(preload).toExtend<RoutePreloadFunc>()
  expect(preload({ location, intent: 'initial' })).toMatchObject({ sub: 'ada' })
  await here.logout({ everywhere: false })
  expect(preload({ location, intent: 'preload' })).toBeUndefined()
  await expect(preload({ location, intent: 'navigate' })).rejects.toMatchObject({ code: 'signed-out' })
  // Nobody looks at this one.
  void preload({ location, intent: 'navigate' })
  await settle()
})
