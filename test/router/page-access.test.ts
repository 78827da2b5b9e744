import type { RoutePreloadFunc } from '@solidjs/router'
import { expect, expectTypeOf, test } from 'vitest'
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

test('onUserChange tells of a sign-out and of another person, and not of a renewal or a login under way', async () => {
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
  server.user = 'ada'
  await signIn(browser.openTab())
  await until(() => changes === 3)
  stop()
  await here.logout({ everywhere: false })
  expect(changes).toBe(3)
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
