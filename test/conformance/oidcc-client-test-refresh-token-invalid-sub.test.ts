// @vitest-environment node
import { expect, test } from 'vitest'
import { createSuite } from './suite.js'

test('a renewal with an ID Token of another person gives no token', async () => {
  const suite = await createSuite()
  suite.misbehave.renewedClaims = (claims) => ({ ...claims, sub: 'eve' })
  const { client } = await suite.signIn()
  suite.world.clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({ status: 'signed-out' })
  expect(suite.world.server.tokensSeen).toEqual([])
})
