// @vitest-environment node
import { expect, test } from 'vitest'
import { createFapiSuite, expectNoCall } from './fapi-suite.js'

test('another `state` in the answer signs nobody in, and no code is sent', async () => {
  const suite = createFapiSuite()
  const { server } = suite.world
  const { authorize } = server
  server.authorize = (request) => {
    const url = new URL(authorize(request))
    url.searchParams.set('state', `hallpass.${'x'.repeat(43)}`)
    return url.href
  }
  await expectNoCall(suite)
  expect(server.requests).not.toContain('token')
})
