// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token that is signed with RS256 is accepted', async () => {
  const suite = await createSuite()
  await expectSignedIn(suite)
})
