// @vitest-environment node

import { expect, test } from 'vitest'
import type { Client } from '../../src/index.js'
import { createWorld } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

async function endAfter(answer: Readonly<Record<string, unknown>>): Promise<number | undefined> {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, ...answer })
  const { client } = await world.signIn(world.browser.openTab())
  const endsAt = endOf(client)
  return endsAt === undefined ? undefined : (endsAt - world.clock.now()) / 1000
}

function endOf(client: Client): number | undefined {
  const session = client.session.get()
  if (session.status !== 'signed-in') throw new Error('nobody is signed in')
  return session.endsAt
}

test.each([
  [{ refresh_token_timeout: 600 }, 600],
  [{ refresh_token_expires_in: 600 }, 600],
  [{ refresh_expires_in: 600 }, 600],
  [{ authorization_expires_in: 600 }, 600],
  [{ refresh_token_timeout: 900, authorization_expires_in: 600 }, 600],
  [{ refresh_token_timeout: 300, authorization_expires_in: 600 }, 300],
  [{ refresh_token_expires_in: '600' }, 600],
  [{ refresh_token_expires_in: 5 * 366 * 86_400 }, 5 * 366 * 86_400],
])('%j says when the session ends', async (answer, seconds) => {
  expect(await endAfter(answer)).toBe(seconds)
})

test.each([
  {},
  { refresh_token_timeout: 0 },
  // Keycloak, for an offline token.
  { refresh_expires_in: 0 },
  { refresh_token_timeout: -1 },
  { refresh_token_timeout: 'soon' },
  { refresh_token_timeout: null },
  { refresh_token_timeout: [] },
  { refresh_token_timeout: 1e308 },
  { expires_in: 600 },
])('%j says nothing about it', async (answer) => {
  expect(await endAfter(answer)).toBe(undefined)
})

test('a renewal moves the end, and a reload knows it', async () => {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, refresh_token_timeout: 7200 })
  const { client, tab } = await world.signIn(world.browser.openTab())
  const first = endOf(client)
  world.clock.advance(3_600_000)
  await client.accessToken()
  expect(endOf(client)).toBe((first ?? 0) + 3_600_000)
  const reloaded = world.client(tab.load('https://app.example/'))
  await reloaded.start()
  expect(endOf(reloaded)).toBe((first ?? 0) + 3_600_000)
})

test('the clock of this device ends no session that the server still renews', async () => {
  const world = createWorld()
  world.server.tokenResponse = (body) => ({ ...body, refresh_token_timeout: 60 })
  const { client } = await world.signIn(world.browser.openTab())
  world.clock.advance(3_600_000)
  await client.accessToken()
  expect(client.session.get().status).toBe('signed-in')
})

test.each([
  [{ refresh_token_expires_in: 600 }, 600],
  [{ refresh_expires_in: 600, authorization_expires_in: 300 }, 300],
  // The server part ends a session after so long, whatever the provider says.
  [{ refresh_token_expires_in: 90 * 86_400 }, 30 * 86_400],
  [{}, 30 * 86_400],
])('the server part says it for %j: in %i seconds', async (more, seconds) => {
  const world = createMediatedWorld('browser', { simulator: { more } })
  const { client } = await world.signIn(world.browser.openTab())
  expect(endOf(client)).toBe(world.clock.now() + seconds * 1000)
})

test('with a server part a renewal moves the end of a refresh token, and never the end of all', async () => {
  const world = createMediatedWorld('browser', {
    simulator: { more: { refresh_expires_in: 7200 } },
    server: { maxSessionSeconds: 10_000 },
  })
  const { client } = await world.signIn(world.browser.openTab())
  const signedInAt = world.clock.now()
  expect(endOf(client)).toBe(signedInAt + 7_200_000)
  for (const [afterMs, endMs] of [
    [1_000_000, 8_200_000],
    [5_000_000, 10_000_000],
  ] as const) {
    world.clock.advance(signedInAt + afterMs - world.clock.now())
    await client.accessToken({ rejected: await client.accessToken() })
    expect(endOf(client)).toBe(signedInAt + endMs)
  }
})
