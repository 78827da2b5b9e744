// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('an `aud` that is a list with this client alone is accepted', async () => {
  const suite = createFapiSuite()
  suite.world.server.claims = (claims) => ({ ...claims, aud: [claims.aud] })
  await expectCalled(suite)
})
