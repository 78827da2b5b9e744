// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token for nobody signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = ({ aud: _, ...claims }) => claims
  await expectRefused(suite)
})
