// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectRefused } from './suite.js'

test('an ID Token without a signature signs nobody in', async () => {
  const suite = await createSuite()
  suite.misbehave.idToken = (jwt) => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url')
    return `${header}.${jwt.split('.')[1]}.`
  }
  await expectRefused(suite)
})
