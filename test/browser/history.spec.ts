import { back, forward } from './drive/travel.js'
import { untilIn } from './drive/until.js'
import { withHeader } from './harness/faults.js'
import { callApi, openApp, openAppSignedIn, signIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

// A page that is left goes into the back/forward cache, and comes out of it as it was: no script has run in
// between.

for (const cached of [true, false]) {
  test(`going back after login() leaves a usable page, ${cached ? 'from' : 'not from'} the cache`, async ({
    person,
    world,
  }) => {
    // With 'tab' the page holds a lock, and Firefox keeps no page that does, not even if it lets go when it
    // is left.
    world.client = { remember: 'browser' }
    if (!cached) world.app.spoil('/start', withHeader('cache-control', 'no-store'))
    const tab = await openApp(person, world, '/start')
    // Firefox keeps no page that is busy.
    await untilStatus(tab, 'Signed out (never)')
    await tab.click('Sign in')
    await untilIn(tab, () => document.title.includes('signing in'))

    await back(tab)
    await untilStatus(tab, 'Signed out (never)')
    await untilIn(tab, () => window.cameBack !== undefined)
    if (cached) expect(await tab.evaluate(() => window.cameBack)).toBe(true)
    await signIn(tab, 'Grace Hopper')
    expect(await tab.evaluate(() => location.pathname)).toBe('/start')
  })
}

test('a page from before the login shows who has signed in since', async ({ person, world }) => {
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  expect(await tab.evaluate(() => location.href)).toBe(`${world.app.origin}/`)

  await back(tab)
  await untilIn(tab, () => document.title.includes('signing in') || document.title.includes('is over'))
  await back(tab)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
})

test('forward to the page that was the callback starts no second exchange', async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  await back(tab)
  await untilIn(tab, () => !location.host.startsWith('app.'))
  await forward(tab)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(world.idp.count('token:code')).toBe(1)
})

test('a page that was left signed in comes back signed out, before it is painted', async ({
  person,
  world,
}) => {
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  await tab.goto(`${world.api.origin}/me`)
  const other = await openApp(person, world, '/other')
  await untilStatus(other, 'Signed in as Ada Lovelace')
  await other.evaluate(() => window.auth.logout({ everywhere: false }))

  await back(tab)
  await untilStatus(tab, /^Signed out/)
  await untilIn(tab, () => window.atFirstFrame !== undefined)
  expect(await tab.evaluate(() => window.atFirstFrame)).not.toContain('Ada')
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual(['signed-out'])
})
