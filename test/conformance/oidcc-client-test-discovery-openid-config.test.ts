// @vitest-environment node
import { expect, test } from 'vitest'
import { createSuite } from './suite.js'

test('the endpoints are those of the metadata', async () => {
  const suite = await createSuite()
  const { server } = suite.world
  await suite.signIn()
  expect(server.requests[0]).toBe('.well-known/openid-configuration')
  expect(server.requests).toContain('token')
})
