// @vitest-environment node
import { test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite, expectRefused, withBrokenSignature } from './suite.js'

test('an ID Token with a broken RS256 signature signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.idToken = withBrokenSignature
  await expectRefused(suite, { signatures: verifySignatures() })
})
