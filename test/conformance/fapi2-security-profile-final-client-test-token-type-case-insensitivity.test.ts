// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('a `token_type` in another case is the same type', async () => {
  const suite = createFapiSuite()
  suite.world.server.tokenResponse = (body) => ({ ...body, token_type: 'dPoP' })
  await expectCalled(suite)
})
