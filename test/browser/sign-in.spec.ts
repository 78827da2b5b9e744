import { untilIn } from './drive/until.js'
import { expectNothingTold, storedSecrets } from './leaks.js'
import { callApi, openApp, openAppSignedIn, signIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

const modes = {
  page: {},
  tab: { sessionStorage: ['ID Token', 'access token', 'refresh token'] },
  browser: { localStorage: ['access token'], IndexedDB: ['ID Token', 'access token', 'refresh token'] },
}

for (const [remember, stored] of Object.entries(modes)) {
  test(`remember '${remember}': signs in, calls the API, signs out, and no secret is anywhere else`, async ({
    person,
    world,
  }) => {
    world.client = { remember }
    const tab = await openAppSignedIn(person, world, '/inbox?folder=2#third')

    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    // Something to complain about, for the errors are looked at, too.
    expect(await callApi(tab, `${world.otherApi.origin}/me`)).toEqual(['target-not-allowed'])
    await expectNothingTold(person, tab, world)
    expect(await storedSecrets(tab, world)).toEqual(stored)

    await tab.click('Sign out')
    await untilIn(tab, () => window.shown.length > 0 && location.hash === '')
    await untilStatus(tab, /^Signed out/)
    await expectNothingTold(person, tab, world)
    expect(await storedSecrets(tab, world)).toEqual({})
    expect(world.idp.count('revoke')).toBe(1)
    expect(world.idp.count('logout')).toBe(1)
  })
}

for (const remember of ['tab', 'browser']) {
  test(`remember '${remember}': a reload asks the authorization server for nothing`, async ({
    person,
    world,
  }) => {
    world.client = { remember }
    const tab = await openAppSignedIn(person, world)
    const before = world.idp.exchanges.length

    await tab.goto(`${world.app.origin}/elsewhere`)
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    const shown = await tab.evaluate(() => window.shown)
    expect(shown.slice(0, 2), 'nothing else is seen before').toEqual(['loading', 'Signed in as Ada Lovelace'])
    expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
    expect(world.idp.exchanges.length).toBe(before)
  })
}

test('nothing is requested between click and redirect, and one thing between callback and API', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  await tab.click('Sign out')
  await untilIn(tab, () => location.pathname === '/' && window.shown?.includes('Signed out (never)'))
  const before = world.idp.exchanges.length

  await signIn(tab, 'Grace Hopper')
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  const asked = world.idp.exchanges.slice(before).map(({ kind }) => kind)
  expect(asked).toEqual(['authorize', 'sign-in', 'sign-in', 'authorize', 'token:code'])
  expect(world.idp.preflights, 'a token request needs no preflight').toEqual([])
})

test('a login comes back to where the person was, without loading the page twice', async ({
  person,
  world,
}) => {
  const tab = await openApp(person, world, '/deep/link?a=1&b=%20c#part')
  await signIn(tab)
  expect(await tab.evaluate(() => location.href)).toBe(`${world.app.origin}/deep/link?a=1&b=%20c#part`)
  expect(world.app.count('/deep/link')).toBe(1)
  expect(world.app.count('/')).toBe(1)
})

test('a session outlives three tokens without anybody doing anything', { tag: '@once' }, async ({
  person,
  world,
}) => {
  await world.reset({ accessTokenTtlSeconds: 2 })
  world.client = { remember: 'browser' }
  const tab = await openAppSignedIn(person, world)
  const first = await tab.evaluate(() => window.auth.accessToken())

  await untilIn(tab, () => window.events.filter(({ type }) => type === 'tokens-arrived').length > 3)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(await tab.evaluate(() => window.auth.accessToken())).not.toBe(first)
  expect(await tab.evaluate(() => window.shown)).not.toContainEqual(expect.stringMatching(/^Signed out/))
  await expectNothingTold(person, tab, world)
})
