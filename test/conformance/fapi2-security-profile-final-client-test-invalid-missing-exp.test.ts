// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'

test('no `exp` in the ID Token signs nobody in', async () => {
  const suite = createFapiSuite()
  suite.world.server.claims = (claims) => ({ ...claims, exp: undefined })
  await expectNoCall(suite)
})
