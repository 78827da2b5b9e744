// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'

test('an ID Token that has expired signs nobody in', async () => {
  const suite = createFapiSuite()
  suite.world.server.claims = (claims) => ({ ...claims, exp: Number(claims.iat) - 301 })
  await expectNoCall(suite)
})
