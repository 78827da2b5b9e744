// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token of another login signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.claims = (claims) => ({ ...claims, nonce: `${claims.nonce}1` })
  await expectRefused(suite)
})
