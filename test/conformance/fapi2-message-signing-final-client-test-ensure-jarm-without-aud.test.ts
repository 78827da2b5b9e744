// @vitest-environment node
import { test } from 'vitest'
import { createSignedSuite, expectUnsigned } from './signed-suite.js'

test('a signed answer without `aud` signs nobody in, and no code is sent', async () => {
  await expectUnsigned(createSignedSuite({ claims: (claims) => ({ ...claims, aud: undefined }) }))
})
