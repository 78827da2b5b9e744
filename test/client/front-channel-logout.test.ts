// @vitest-environment node

import { expect, test } from 'vitest'
import { type ClientOptions, frontChannelLogout } from '../../src/index.js'
import { createWorld, testIssuer, until } from '../../src/testing/index.js'

async function signedIn(options: Partial<ClientOptions> = {}) {
  const world = createWorld()
  world.server.claims = (claims) => ({ ...claims, sid: 'session-1' })
  const { client, tab } = await world.signIn(world.browser.openTab(), options)
  return { world, client, tab }
}

const page = 'https://app.example/sign-out'

test('iss and sid of the session sign out here, in all tabs, and revoke the grant', async () => {
  const { world, client } = await signedIn()
  const frame = world.browser.openTab().load(`${page}?iss=${testIssuer}&sid=session-1`)
  expect(await frontChannelLogout(world.client(frame))).toBe(true)
  expect(world.server.requests.at(-1)).toBe('revoke')
  expect(frame.leftFor).toBe(undefined)
  await until(() => client.session.get().status === 'signed-out' || undefined)
})

test.each([
  ['nothing', ''],
  ['no sid', `?iss=${testIssuer}`],
  ['no iss', '?sid=session-1'],
  ['another iss', '?iss=https://other.example&sid=session-1'],
  ['an iss with a slash more', `?iss=${testIssuer}/&sid=session-1`],
  ['another sid', `?iss=${testIssuer}&sid=session-2`],
  ['an empty sid', `?iss=${testIssuer}&sid=`],
  ['sid twice', `?iss=${testIssuer}&sid=session-1&sid=session-1`],
  ['both in the fragment', `#iss=${testIssuer}&sid=session-1`],
])('%s signs nobody out', async (_, query) => {
  const { world, client } = await signedIn()
  const frame = world.browser.openTab().load(`${page}${query}`)
  expect(await frontChannelLogout(world.client(frame))).toBe(false)
  expect(client.session.get().status).toBe('signed-in')
  expect(world.server.requests).not.toContain('revoke')
})

test('a session without a sid is ended by no URL', async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const frame = world.browser.openTab().load(`${page}?iss=${testIssuer}&sid=undefined`)
  expect(await frontChannelLogout(world.client(frame))).toBe(false)
  expect(client.session.get().status).toBe('signed-in')
})

test("remember 'tab': a frame in another tab knows no session, and ends none", async () => {
  const { world, client } = await signedIn({ remember: 'tab' })
  const frame = world.browser.openTab().load(`${page}?iss=${testIssuer}&sid=session-1`)
  expect(await frontChannelLogout(world.client(frame, { remember: 'tab' }))).toBe(false)
  expect(client.session.get().status).toBe('signed-in')
})
