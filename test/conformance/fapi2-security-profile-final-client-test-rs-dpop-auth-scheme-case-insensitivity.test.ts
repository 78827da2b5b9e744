// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('a challenge of the API whose scheme is in another case is answered with its nonce', async () => {
  const suite = createFapiSuite()
  const { server } = suite.world
  let asked = 0
  server.intercept = async (endpoint, proceed) => {
    if (endpoint !== 'api' || asked++ > 0) return proceed()
    const headers = { 'www-authenticate': 'dPoP error="use_dpop_nonce"', 'dpop-nonce': 'of-the-api' }
    return new Response(null, { status: 401, headers })
  }
  await expectCalled(suite)
  expect(asked).toBe(2)
})
