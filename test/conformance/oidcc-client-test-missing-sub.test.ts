// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token without a subject signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = ({ sub: _, ...claims }) => claims
  await expectRefused(suite)
})
