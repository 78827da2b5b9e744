// @vitest-environment node
import { expect, test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite, expectSignedIn } from './suite.js'

test('keys are fetched from the jwks_uri of the metadata', async () => {
  const suite = await createSuite()
  await expectSignedIn(suite, { signatures: verifySignatures() })
  expect(suite.world.server.requests.filter((endpoint) => endpoint === 'jwks')).toHaveLength(1)
})
