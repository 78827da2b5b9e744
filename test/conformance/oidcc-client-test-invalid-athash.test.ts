// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token that belongs to another access token signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = (claims) => ({ ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })
  await expectRefused(suite)
})
