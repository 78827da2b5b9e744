// @vitest-environment node
import { expect, test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token signed with a key that is newer than the known ones is verified with new ones', async () => {
  const suite = await createSuite()
  const { server } = suite.world
  const { intercept } = server
  server.intercept = async (endpoint, proceed, request) => {
    // The client has the keys of before when it sends the code.
    if (endpoint === 'token') await suite.rotate()
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  await expectSignedIn(suite, { signatures: verifySignatures() })
  expect(server.requests.filter((endpoint) => endpoint === 'jwks')).toHaveLength(2)
})
