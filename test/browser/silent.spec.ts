import type { Tab } from './drive/tab.js'
import { hang, hold } from './harness/faults.js'
import { openAppSignedIn, signIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** What became of it: the session's status and its reason, or the code of the error; and whether a frame is left. */
function restoreSilently(tab: Tab, options: object = {}): Promise<readonly (string | number)[]> {
  return tab.evaluate(async (options) => {
    const path = '/hallpass/silent/index.js'
    const { restoreSilently } = (await import(path)) as typeof import('../../src/silent/index.js')
    const outcome = await restoreSilently(window.auth, options).then(
      (session) => (session.status === 'signed-out' ? session.reason : session.status),
      (error) => error.code ?? String(error),
    )
    return [outcome, document.querySelectorAll('iframe').length]
  }, options)
}

test('who is still signed in at the server is signed in again, and the page stays where it is', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.goto(`${world.ownApp.origin}/deep?link=1#here`)
  await untilStatus(tab, 'Signed out (never)')
  const before = await tab.evaluate(() => [location.href, history.length])

  expect(await restoreSilently(tab)).toEqual(['signed-in', 0])
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => window.shown)).toEqual(['loading', 'Signed out (never)', 'Signed in as Ada Lovelace'])
  expect(await tab.evaluate(() => [location.href, history.length])).toEqual(before)
  expect(await tab.evaluate(async (api) => (await window.auth.fetch(`${api}/me`)).status, world.api.origin)).toBe(200)
  expect(world.idp.count('token:code')).toBe(2)
  // Nobody is asked who is signed in.
  const asked = world.idp.count('authorize')
  expect(await restoreSilently(tab)).toEqual(['signed-in', 0])
  expect(world.idp.count('authorize')).toBe(asked)
})

test('where the server knows nobody, nobody is signed in, and that is no error', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await untilStatus(tab, 'Signed out (never)')
  expect(await restoreSilently(tab)).toEqual(['never', 0])
  expect(await tab.evaluate(() => window.shown)).toEqual(['loading', 'Signed out (never)'])
  expect(world.idp.count('authorize')).toBe(1)
  expect(world.idp.count('token:code')).toBe(0)
})

test('where the browser gives a frame of another site no cookies, nobody is signed in', async ({ person, world }) => {
  world.client = { remember: 'page' }
  const tab = await openAppSignedIn(person, world)
  await tab.goto(`${world.app.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')
  expect(await restoreSilently(tab)).toEqual(['never', 0])
})

test('a frame that does not come back is given up', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await untilStatus(tab, 'Signed out (never)')
  world.idp.spoil('authorize', hang)
  expect(await restoreSilently(tab, { timeoutMs: 200 })).toEqual(['timeout', 0])
  expect(await statusOf(tab)).toBe('Signed out (never)')
})

test('an answer that comes after somebody has signed in changes nothing', async ({ person, world }) => {
  world.client = { remember: 'page' }
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.goto(`${world.ownApp.origin}/again`)
  await untilStatus(tab, 'Signed out (never)')

  const holding = hold()
  world.idp.spoil('authorize', holding.fault, 1)
  const slow = restoreSilently(tab)
  await holding.arrived
  expect((await restoreSilently(tab))[0]).toBe('signed-in')
  const exchanged = world.idp.count('token:code')
  holding.release()
  expect(await slow).toEqual(['signed-in', 0])
  expect(world.idp.count('token:code')).toBe(exchanged)
})

test('who has just signed out is not signed in again, also after a reload', async ({ person, world }) => {
  const tab = await person.newTab()
  await tab.goto(`${world.ownApp.origin}/`)
  await signIn(tab)
  await tab.evaluate(() => window.auth.logout({ everywhere: false }))
  const asked = world.idp.count('authorize')
  expect(await restoreSilently(tab)).toEqual(['logout', 0])
  await tab.goto(`${world.ownApp.origin}/again`)
  await untilStatus(tab, /^Signed out/)
  expect(await restoreSilently(tab)).toEqual(['never', 0])
  expect(world.idp.count('authorize')).toBe(asked)
})

test('by a redirect it works on every site: who is known comes back signed in, who is not is asked once', async ({
  person,
  world,
}) => {
  world.client = { remember: 'page' }
  world.start = { require: { prompt: 'none' } }
  const tab = await person.newTab()
  await tab.goto(`${world.app.origin}/deep`)
  await untilStatus(tab, 'Signed out (failed)')
  expect(world.idp.count('authorize')).toBe(1)
  expect(await tab.evaluate(() => location.pathname)).toBe('/deep')

  await tab.click('Sign in')
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  await tab.goto(`${world.app.origin}/again`)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await tab.evaluate(() => location.pathname)).toBe('/again')
})
