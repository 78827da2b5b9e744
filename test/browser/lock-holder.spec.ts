import type { BrowserSession, Tab } from './drive/tab.js'
import { hang, hold } from './harness/faults.js'
import type { World } from './harness/world.js'
import { beginCalls, callApi, openApp, openAppSignedIn, sleep, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

// One tab has the lock and a refresh under way, and something happens to it.

interface Waiting {
  readonly holder: Tab
  readonly other: Tab
}

/**
 * The refresh of the first tab is on its way and does not arrive at the server; the other tab waits for the
 * lock.
 */
async function holdTheLock(person: BrowserSession, world: World): Promise<Waiting> {
  world.client = { remember: 'browser', timeoutMs: 1500 }
  const holder = await openAppSignedIn(person, world)
  const other = await openApp(person, world, '/other')
  await untilStatus(other, 'Signed in as Ada Lovelace')
  for (const tab of [holder, other]) await sleep(tab, 6 * 60_000)
  const holding = hold()
  world.idp.spoil('token:refresh', holding.fault, 1)
  await beginCalls(holder, `${world.api.origin}/me`, 5)
  await holding.arrived
  await beginCalls(other, `${world.api.origin}/me`, 5)
  return { holder, other }
}

async function expectGoesOn(tab: Tab): Promise<void> {
  expect(await tab.evaluate(() => window.calls)).toEqual(Array(5).fill(200))
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
}

test('the tab that holds the lock is closed: the other one renews', async ({ person, world }) => {
  const { holder, other } = await holdTheLock(person, world)
  await holder.close()
  await expectGoesOn(other)
  expect(world.idp.count('token:refresh')).toBe(2)
})

test('the page that holds the lock is left: the other one renews', async ({ person, world }) => {
  const { holder, other } = await holdTheLock(person, world)
  await holder.goto(`${world.api.origin}/elsewhere`)
  await expectGoesOn(other)
  expect(world.idp.count('token:refresh')).toBe(2)
})

test('the page that holds the lock crashes: the other one renews', async ({ engine, person, world }) => {
  test.skip(engine !== 'chromium', 'the others cannot be told to')
  const { holder, other } = await holdTheLock(person, world)
  await holder.crash?.()
  await expectGoesOn(other)
  expect(world.idp.count('token:refresh')).toBe(2)
})

test('the page that holds the lock is frozen: the other one waits a bounded time, and renews', async ({
  engine,
  person,
  world,
}) => {
  test.skip(engine !== 'chromium', 'the others cannot be told to')
  const { holder, other } = await holdTheLock(person, world)
  await holder.freeze?.()
  await expectGoesOn(other)
  expect(world.idp.count('token:refresh')).toBe(2)

  await holder.thaw?.()
  expect(await callApi(holder, `${world.api.origin}/me`)).toEqual([200])
  expect(await statusOf(holder)).toBe('Signed in as Ada Lovelace')
  expect(world.idp.count('token:refresh')).toBe(2)
})

test('the server does not answer who holds the lock: all hear so in time, and go on when it does', async ({
  person,
  world,
}) => {
  world.client = { remember: 'browser', timeoutMs: 1500 }
  const tab = await openAppSignedIn(person, world)
  const other = await openApp(person, world, '/other')
  await untilStatus(other, 'Signed in as Ada Lovelace')
  for (const each of [tab, other]) await sleep(each, 6 * 60_000)
  const stop = world.idp.spoil('token:refresh', hang)
  await Promise.all([tab, other].map((each) => beginCalls(each, `${world.api.origin}/me`, 3)))
  for (const each of [tab, other]) {
    expect(await each.evaluate(() => window.calls)).toEqual(['timeout', 'timeout', 'timeout'])
    expect(await statusOf(each)).toBe('Signed in as Ada Lovelace')
  }
  stop()
  for (const each of [tab, other]) expect(await callApi(each, `${world.api.origin}/me`)).toEqual([200])
})
