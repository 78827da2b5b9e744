// @vitest-environment node
import { test } from 'vitest'
import { createSignedSuite, expectUnsigned } from './signed-suite.js'
import { withBrokenSignature } from './suite.js'

test('an answer with a broken signature signs nobody in, and no code is sent', async () => {
  await expectUnsigned(createSignedSuite({ jwt: withBrokenSignature }))
})
