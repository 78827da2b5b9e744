// @vitest-environment node
import { test } from 'vitest'
import { createSignedSuite, expectUnsigned } from './signed-suite.js'

test('an answer without a signature signs nobody in, and no code is sent', async () => {
  const header = Buffer.from('{"alg":"none"}').toString('base64url')
  await expectUnsigned(createSignedSuite({ jwt: (jwt) => `${header}.${jwt.split('.')[1]}.` }))
})
