// @vitest-environment node
import { test } from 'vitest'
import { createSuite, expectSignedIn } from './suite.js'

test('a login with nothing wrong signs in, and UserInfo agrees', async () => {
  const suite = await createSuite()
  await expectSignedIn(suite)
})
