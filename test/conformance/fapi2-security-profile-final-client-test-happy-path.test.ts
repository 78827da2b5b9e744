// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('a login with PAR and DPoP, with a nonce in each proof, reaches the API', async () => {
  const suite = createFapiSuite()
  suite.world.server.dpop = 'nonces'
  await expectCalled(suite)
  expect(suite.world.server.requests).toContain('par')
})
