// @vitest-environment node
import { test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token that names no key is verified with the only one there is', async () => {
  const suite = await createSuite()
  suite.misbehave.header = ({ alg }) => ({ alg })
  await expectSignedIn(suite, { signatures: verifySignatures() })
})
