import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { answer } from './harness/faults.js'
import type { World } from './harness/world.js'
import { callApi, openApp, openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** Where the authorization server sent the browser last, with the answer to a login. */
function callbackUrl(world: World): string {
  const url = world.app.exchanges.findLast(({ url }) => url.searchParams.has('code'))?.url
  if (!url) throw new Error('No login was answered.')
  return url.href
}

/** A login whose answer has arrived, in an app that has not looked at it. */
async function answeredLogin(
  person: BrowserSession,
  world: World,
): Promise<{ readonly tab: Tab; readonly url: string }> {
  const tab = await openApp(person, world, '/start')
  await tab.click('Sign in')
  world.start = false
  await tab.click('Continue as Ada Lovelace')
  await untilIn(tab, () => location.search.includes('code=') && window.auth !== undefined)
  world.start = undefined
  return { tab, url: callbackUrl(world) }
}

test('a callback that was used goes on with the session, without a word to the server', async ({ person, world }) => {
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  const url = callbackUrl(world)
  const before = world.idp.exchanges.length

  for (const again of [tab, await person.newTab()]) {
    await again.goto(url)
    await untilStatus(again, 'Signed in as Ada Lovelace')
    expect(await again.evaluate(() => location.search)).toBe('')
    expect(await callApi(again, `${world.api.origin}/me`)).toEqual([200])
  }
  expect(world.idp.exchanges.length).toBe(before)
})

test('a callback that was used, and whose session is over, says so and spends nothing', async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  const url = callbackUrl(world)
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))

  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(await tab.evaluate(() => location.search)).toBe('')
  expect(await tab.evaluate(() => JSON.stringify(window.auth.session.get()))).toContain('unknown-state')
  expect(world.idp.count('token:code')).toBe(1)
  // The server still knows the person, and shows nothing.
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('a callback in another tab is refused there, and works in its own', async ({ person, world }) => {
  const { tab, url } = await answeredLogin(person, world)
  const foreign = await person.newTab()
  await foreign.goto(url)
  await untilStatus(foreign, 'Signed out (failed)')
  expect(world.idp.count('token:code')).toBe(0)

  await tab.goto(url)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/start')
})

test('a callback whose login was forgotten is refused, and the next login works', async ({ person, world }) => {
  const { tab, url } = await answeredLogin(person, world)
  await tab.evaluate(() => sessionStorage.clear())

  await tab.goto(url)
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.idp.count('token:code')).toBe(0)
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('an app that signs in by itself and fails each time stops, and says why', async ({ person, world }) => {
  // The server knows the person from now on, and asks nothing.
  await openAppSignedIn(person, world)
  world.start = { require: true }
  world.idp.spoil('token:code', answer(400, { error: 'invalid_grant' }))
  const before = world.idp.count('token:code')

  const tab = await openApp(person, world)
  await untilIn(tab, () => JSON.stringify(window.auth.session.get()).includes('login-loop'))
  expect(world.idp.count('token:code') - before).toBe(2)
  await untilStatus(tab, 'Signed out (failed)')
})

test('an app that signs in by itself does not do so right after somebody signed out', async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  world.start = { require: true }
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))
  await tab.goto(`${world.app.origin}/`)
  await tab.evaluate(() => window.started)
  await untilStatus(tab, /^Signed out/)
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
})

test('an app that signs in by itself signs in once', async ({ person, world }) => {
  world.start = { require: true }
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/wanted`)
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/wanted')
  expect(world.idp.count('token:code')).toBe(1)
})
