// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('an answer without `expires_in` is as good as any', async () => {
  const suite = createFapiSuite()
  suite.world.server.accessTokenSeconds = undefined
  await expectCalled(suite)
})
