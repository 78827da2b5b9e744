import type { BrowserSession, Tab } from './drive/tab.js'
import { until, untilIn } from './drive/until.js'
import { hold, holdAnswer } from './harness/faults.js'
import type { World } from './harness/world.js'
import { beginCalls, callApi, openApp, openAppSignedIn, sleep, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

const minutes = 60_000

/** The first tab signs in, the others find the session. */
async function openTabs(
  person: BrowserSession,
  world: World,
  count: number,
): Promise<readonly [Tab, ...Tab[]]> {
  world.client = { remember: 'browser', ...world.client }
  const first = await openAppSignedIn(person, world)
  const others = await Promise.all(
    Array.from({ length: count - 1 }, async () => {
      const tab = await openApp(person, world)
      await untilStatus(tab, 'Signed in as Ada Lovelace')
      return tab
    }),
  )
  return [first, ...others]
}

test('ten tabs with twenty calls each make one refresh when the token is over', async ({ person, world }) => {
  const [first, ...others] = await openTabs(person, world, 10)
  const tabs = [first, ...others]
  for (let round = 1; round <= 3; round++) {
    const holding = hold()
    const stop = world.idp.spoil('token:refresh', holding.fault)
    await Promise.all(tabs.map((tab) => sleep(tab, 6 * minutes)))
    await Promise.all(tabs.map((tab) => beginCalls(tab, `${world.api.origin}/me`, 20)))
    await holding.arrived
    holding.release()
    const results = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.calls)))
    stop()

    expect(results.flat()).toEqual(Array(200).fill(200))
    expect(world.idp.count('token:refresh'), `after round ${round}`).toBe(round)
    for (const tab of tabs) expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  }
})

test('four tabs whose token an API refuses make one refresh', async ({ person, world }) => {
  const tabs = await openTabs(person, world, 4)
  const refused = await tabs[0].evaluate(() => window.auth.accessToken())
  const stop = world.api.spoil('/me', async ({ exchange, ask }) => {
    const { status, headers, body } = await ask()
    const old = exchange.headers.authorization === `Bearer ${refused}`
    return { status: old ? 401 : status, headers, body }
  })
  await Promise.all(tabs.map((tab) => beginCalls(tab, `${world.api.origin}/me`, 5)))
  const results = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.calls)))
  stop()
  expect(results.flat()).toEqual(Array(20).fill(200))
  expect(world.idp.count('token:refresh')).toBe(1)
})

test('a sign-out in one tab is a sign-out in all of them', async ({ person, world }) => {
  const [first, ...others] = await openTabs(person, world, 4)
  await first.click('Sign out')
  for (const tab of others) {
    await untilStatus(tab, 'Signed out (other-tab)')
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual(['signed-out'])
  }
  // The refresh token is dead at the server as well.
  expect(
    world.idp.exchanges.filter(({ kind }) => kind === 'revoke').map(({ answer }) => answer?.status),
  ).toEqual([200])
})

test('a login reaches the other tabs, also as somebody else', async ({ person, world }) => {
  world.client = { remember: 'browser' }
  const other = await openApp(person, world, '/other')
  await untilStatus(other, 'Signed out (never)')
  const tab = await openAppSignedIn(person, world)
  await untilStatus(other, 'Signed in as Ada Lovelace')
  const tokenOfAda = await other.evaluate(() => window.auth.accessToken())

  await tab.evaluate(() => {
    void window.auth.login({ prompt: 'select_account' })
  })
  await tab.click('Continue as Grace Hopper')
  await untilStatus(other, 'Signed in as Grace Hopper')
  expect(await other.evaluate(() => window.auth.accessToken())).not.toBe(tokenOfAda)
})

test('a sign-out while a renewal is under way stays a sign-out', async ({ person, world }) => {
  const [first, second] = (await openTabs(person, world, 2)) as [Tab, Tab]
  const holding = holdAnswer()
  world.idp.spoil('token:refresh', holding.fault)
  await sleep(first, 6 * minutes)
  await beginCalls(first, `${world.api.origin}/me`)
  await holding.arrived
  await second.evaluate(() => window.auth.logout({ everywhere: false }))
  holding.release()

  expect(await first.evaluate(() => window.calls)).toEqual(['signed-out'])
  await untilStatus(first, /^Signed out/)
  const late = await openApp(person, world, '/late')
  await untilStatus(late, /^Signed/)
  expect(await late.evaluate(() => window.shown)).toEqual(['loading', 'Signed out (never)'])
})

test("a child window, which has a copy of the tab's storage, leaves its refresh token alone", async ({
  person,
  world,
}) => {
  world.client = { remember: 'tab' }
  const tab = await openAppSignedIn(person, world)
  const child = await person.opened(() => tab.click('Open a child'))
  await untilIn(child, () => location.pathname === '/child' && window.started !== undefined)
  await child.evaluate(() => window.started)

  for (const each of [child, tab]) await sleep(each, 6 * minutes)
  await callApi(child, `${world.api.origin}/me`)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  await callApi(child, `${world.api.origin}/me`)
  await sleep(tab, 6 * minutes)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')

  const used = world.idp.exchanges
    .filter(({ kind }) => kind === 'token:refresh')
    .map(({ form }) => form.get('refresh_token'))
  expect(new Set(used).size, 'no refresh token is used twice').toBe(used.length)
  expect(used.length).toBe(2)

  // The child may sign in for itself, and both go on.
  await child.click('Sign in')
  await until('the child has signed in', () => world.idp.count('token:code') === 2)
  await untilStatus(child, 'Signed in as Ada Lovelace')
  for (const each of [child, tab]) {
    await sleep(each, 6 * minutes)
    expect(await callApi(each, `${world.api.origin}/me`)).toEqual([200])
  }
})

test('a tab that was signed in survives a reload while its child is open', async ({ person, world }) => {
  world.client = { remember: 'tab' }
  const tab = await openAppSignedIn(person, world)
  const child = await person.opened(() => tab.click('Open a child'))
  await untilIn(child, () => window.started !== undefined)
  await tab.goto(`${world.app.origin}/`)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  await sleep(tab, 6 * minutes)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(
    await until('the child has settled', () =>
      child.evaluate(() => window.auth.session.get().status !== 'loading'),
    ),
  ).toBe(true)
})

test('two clients of one page share a renewal, and one with another client id knows nothing of it', async ({
  person,
  world,
}) => {
  const [tab] = await openTabs(person, world, 1)
  await sleep(tab, 6 * minutes)
  const results = await tab.evaluate(
    async (options) => {
      const twin = window.hallpass.createClient({ ...options, clientId: 'app', remember: 'browser' })
      const stranger = window.hallpass.createClient({ ...options, clientId: 'another', remember: 'browser' })
      await Promise.all([twin.start(), stranger.start()])
      const call = (client: typeof twin): Promise<number> =>
        client.fetch(`${options.apis[0]}/me`).then(({ status }) => status)
      const statuses = await Promise.all([call(window.auth), call(twin), call(window.auth), call(twin)])
      return [...statuses, stranger.session.get().status]
    },
    { issuer: world.issuer, apis: [world.api.origin] },
  )
  expect(results).toEqual([200, 200, 200, 200, 'signed-out'])
  expect(world.idp.count('token:refresh')).toBe(1)
})
