// @vitest-environment node
import { test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite, expectSignedIn } from './suite.js'

test('an ID Token signed with RS256 signs the person in', async () => {
  await expectSignedIn(await createSuite())
})

test('and its signature is verified where that is asked for', async () => {
  await expectSignedIn(await createSuite(), { signatures: verifySignatures() })
})
