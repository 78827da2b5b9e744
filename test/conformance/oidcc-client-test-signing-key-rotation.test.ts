// @vitest-environment node
import { expect, test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createSuite } from './suite.js'

test('a second login is verified with the keys that are there by then', async () => {
  const suite = await createSuite()
  const signatures = verifySignatures()
  await suite.signIn({ signatures })
  await suite.rotate()
  const { client } = await suite.signIn({ signatures })
  expect(client.session.get()).toMatchObject({ status: 'signed-in' })
})
