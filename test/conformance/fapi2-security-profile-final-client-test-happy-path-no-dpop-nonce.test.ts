// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectCalled } from './fapi-suite.js'

test('a login with PAR and DPoP, without nonces, reaches the API', async () => {
  await expectCalled(createFapiSuite())
})
