// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token without the time it was made signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = ({ iat: _, ...claims }) => claims
  await expectRefused(suite)
})
