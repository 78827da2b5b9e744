// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedOut } from './suite.js'

test('a sign-out at the server comes back, and nobody is signed in', async () => {
  await expectSignedOut(await createSuite(), (state) => state)
})
