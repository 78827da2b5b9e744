// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite } from './fapi-suite.js'

test('a token that the API refuses is renewed, twice, each time with the newest refresh token', async () => {
  const { world, signIn } = createFapiSuite()
  const { client } = await signIn()
  for (const _ of [1, 2]) {
    world.server.expireAccessTokens()
    world.clock.advance(61_000)
    expect((await client.fetch('https://api.example/accounts')).status).toBe(200)
  }
  expect(world.server.requests.filter((endpoint) => endpoint === 'token')).toHaveLength(3)
})
