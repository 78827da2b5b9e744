// @vitest-environment node
import { test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'

test('an ID Token without a signature signs nobody in', async () => {
  const suite = createFapiSuite()
  suite.world.server.tokenResponse = (body) => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url')
    return { ...body, id_token: `${header}.${String(body.id_token).split('.')[1]}.` }
  }
  await expectNoCall(suite)
})
