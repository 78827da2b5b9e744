// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token that names no key is accepted where there is one', async () => {
  const suite = await createSuite()
  suite.misbehave.header = ({ alg }) => ({ alg })
  await expectSignedIn(suite)
})
