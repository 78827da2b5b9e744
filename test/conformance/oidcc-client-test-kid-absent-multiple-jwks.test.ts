// @vitest-environment node
import { test } from 'vitest'
import { verifySignatures } from '../../src/signatures/index.js'
import { createKey, createSuite, expectRefused, expectSignedIn, type Suite } from './suite.js'

async function withoutKeyId(): Promise<Suite> {
  const suite = await createSuite()
  suite.misbehave.header = ({ alg }) => ({ alg })
  suite.keys.push(await createKey('two'))
  return suite
}

test('an ID Token that names no key is accepted where there are several', async () => {
  await expectSignedIn(await withoutKeyId())
})

test('and refused where signatures are verified: it is unknown which key it is', async () => {
  await expectRefused(await withoutKeyId(), { signatures: verifySignatures() })
})
