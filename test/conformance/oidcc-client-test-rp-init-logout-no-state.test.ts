// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedOut } from './suite.js'

test('a sign-out that comes back without a state is one all the same', async () => {
  await expectSignedOut(await createSuite(), () => undefined)
})
