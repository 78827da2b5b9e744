import { untilIn } from './drive/until.js'
import { editJson } from './harness/faults.js'
import type { World } from './harness/world.js'
import { callApi, openApp, openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

/** The server publishes other keys than it signs with, so often. */
function publishOtherKeys({ idp }: World, times?: number): void {
  const others = editJson(({ keys }) => ({
    keys: (keys as JsonWebKey[]).map((key, at) => ({ ...key, kid: `of yesterday ${at}` })),
  }))
  idp.spoil('jwks', others, times)
}

test('keys that the server has changed since they were fetched are fetched again, once', async ({
  person,
  world,
}) => {
  world.client = { signatures: {} }
  publishOtherKeys(world, 1)
  const tab = await openAppSignedIn(person, world)
  expect(world.idp.count('jwks')).toBe(2)
  await tab.evaluate(async () => window.auth.accessToken({ rejected: await window.auth.accessToken() }))
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(world.idp.count('jwks'), 'the ID Token of a renewal is verified with the same keys').toBe(2)
})

test('an ID Token signed with a key that nobody knows signs nobody in', async ({ person, world }) => {
  world.client = { signatures: {} }
  publishOtherKeys(world)
  const tab = await openApp(person, world)
  await tab.click('Sign in')
  await tab.click('Continue as Ada Lovelace')
  await untilStatus(tab, 'Signed out (failed)')
  expect(
    await tab.evaluate(() => {
      const session = window.auth.session.get()
      return session.status === 'signed-out' ? session.error?.message : undefined
    }),
  ).toContain('signature')
  expect(world.idp.count('jwks')).toBe(2)
})

function keepToFapi(world: World, more: object = {}): void {
  world.client = {
    fapi: true,
    dpop: {},
    remember: 'browser',
    redirectUri: `${world.app.origin}/`,
    ...more,
  }
}

test('FAPI 2.0: a pushed request, an answer with its issuer, and tokens that are bound to a key', async ({
  person,
  world,
}) => {
  await world.reset({
    requireDPoP: true,
    requireDPoPNonce: true,
    requirePushedAuthorizationRequests: true,
  })
  keepToFapi(world)
  const tab = await openAppSignedIn(person, world)
  const { idp, app, api } = world
  const [left] = idp.exchanges.filter(({ kind }) => kind === 'authorize')
  expect([...(left?.url.searchParams.keys() ?? [])].sort()).toEqual(['client_id', 'request_uri'])
  const answers = app.exchanges.filter(({ url }) => url.searchParams.has('code'))
  expect(answers.map(({ url }) => url.searchParams.get('iss'))).toEqual([world.issuer])
  expect(idp.count('jwks')).toBe(1)

  const first = await tab.evaluate(() => window.auth.accessToken())
  await tab.evaluate((rejected) => window.auth.accessToken({ rejected }), first)
  expect(await callApi(tab, `${api.origin}/me`)).toEqual([200])
  const called = api.exchanges.at(-1)?.headers
  expect(called?.authorization).toMatch(/^DPoP /)
  expect(called?.authorization).not.toContain(first)
  // Without its proof the token is good for nothing.
  const { authorization = '' } = called ?? {}
  const stolen = await fetch(`http://127.0.0.1:${new URL(api.origin).port}/me`, {
    headers: { authorization },
  })
  expect(stolen.status).toBe(401)
})

test('FAPI 2.0: nobody leaves for a server that does not offer all of it', { tag: '@once' }, async ({
  person,
  world,
}) => {
  keepToFapi(world)
  world.idp.spoil(
    'discovery',
    editJson(({ authorization_response_iss_parameter_supported: _, ...metadata }) => metadata),
  )
  const tab = await openApp(person, world)
  await tab.click('Sign in')
  await untilStatus(tab, /^Signed out/)
  const missing = 'authorization_response_iss_parameter_supported'
  await untilIn(tab, (missing) => document.querySelector('output')?.textContent?.includes(missing), missing)
  expect([world.idp.count('authorize'), world.idp.count('par')]).toEqual([0, 0])
})
