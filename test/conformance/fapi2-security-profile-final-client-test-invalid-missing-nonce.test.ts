// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'

test('no `nonce` in the ID Token signs nobody in', async () => {
  const suite = createFapiSuite()
  suite.world.server.claims = (claims) => ({ ...claims, nonce: undefined })
  await expectNoCall(suite)
})
