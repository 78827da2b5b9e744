// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token that names no key is accepted where there are several', async () => {
  const suite = await createSuite()
  suite.misbehave.header = ({ alg }) => ({ alg })
  suite.keys = 2
  await expectSignedIn(suite)
})
