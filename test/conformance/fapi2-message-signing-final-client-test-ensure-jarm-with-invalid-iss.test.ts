// @vitest-environment node
import { test } from 'vitest'
import { createSignedSuite, expectUnsigned } from './signed-suite.js'

test('a signed answer with another `iss` signs nobody in, and no code is sent', async () => {
  await expectUnsigned(
    createSignedSuite({ claims: (claims) => ({ ...claims, iss: 'https://other.example' }) }),
  )
})
