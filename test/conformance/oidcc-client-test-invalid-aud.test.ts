// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token for another client signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = (claims) => ({ ...claims, aud: `${claims.aud}1` })
  await expectRefused(suite)
})
