// @vitest-environment node
import { test } from 'vitest'
import { createSignedSuite, expectUnsigned } from './signed-suite.js'

test('a signed answer that has expired signs nobody in, and no code is sent', async () => {
  await expectUnsigned(
    createSignedSuite({ claims: (claims) => ({ ...claims, exp: Number(claims.exp) - 600 }) }),
  )
})
