// @vitest-environment node

import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { createNonces } from '../../src/dpop/nonces.js'
import { createProofs, type ProofDeps } from '../../src/dpop/proofs.js'
import { explain } from '../../src/errors.js'
import { type CryptoKeyPair, createKeyPair } from '../../src/protocol/dpop-proof.js'

const url = 'https://api.example/orders?id=1'
const by = { jkt: 'thumbprint', value: 'token' }

async function createProofDeps(pair?: CryptoKeyPair): Promise<ProofDeps> {
  const keys = pair ?? (await createKeyPair())
  const values = new Map<string, string>()
  const store = {
    get: (key: string) => values.get(key),
    set: (key: string, value: string) => void values.set(key, value),
    delete: (key: string) => void values.delete(key),
  }
  return {
    keys: {
      create: () => Promise.reject(new Error()),
      keep: async () => {},
      find: async (jkt) => (jkt === by.jkt ? keys : undefined),
      clear: async () => {},
    },
    nonces: createNonces(store, 'client'),
    clock: { now: () => Date.now(), elapsed: () => performance.now(), after: () => () => {} },
    aheadMs: 0,
    aheadOfIssuerMs: 0,
  }
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers })
const wantsNonce = (nonce?: string): Response =>
  answer(401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', ...(nonce && { 'dpop-nonce': nonce }) })

test('a challenge is answered once, with its nonce in a new proof; the second is an error', async () => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  const first = decodeJwt(await proofs.next(by))
  const challenge = wantsNonce('n-1')
  proofs.learn(challenge)
  expect(await proofs.refused(challenge)).toBe(true)
  const second = decodeJwt(await proofs.next(by))
  expect(first).not.toHaveProperty('nonce')
  expect(second).toMatchObject({ nonce: 'n-1' })
  expect(second.jti).not.toBe(first.jti)

  await expect(proofs.refused(wantsNonce('n-2'))).rejects.toMatchObject({
    code: 'dpop-nonce-refused',
    recovery: 'fix',
    details: { url: 'https://api.example/orders', reason: 'again' },
  })
})

test('a challenge that hides its nonce is not answered; the error says which header to expose', async () => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  await proofs.next(by)
  const error = await proofs.refused(wantsNonce()).then(() => expect.unreachable(), explain)
  expect(error).toMatchObject({ code: 'dpop-nonce-refused', details: { reason: 'hidden' } })
  expect(error.message).toContain('Access-Control-Expose-Headers: DPoP-Nonce')
})

test.each([
  ['in any case', 'dPoP Error="use_dpop_nonce"', true],
  ['without quotes', 'DPoP error=use_dpop_nonce', true],
  ['with parameters nobody knows', 'DPoP realm="x", foo=bar, error="use_dpop_nonce", algs="ES256"', true],
  ['behind another scheme', 'Bearer, DPoP error="use_dpop_nonce"', true],
  ['another error', 'DPoP error="invalid_token"', false],
  ['no error', 'DPoP algs="ES256"', false],
  ['a longer word', 'DPoP error="use_dpop_nonces"', false],
])('a challenge %s', async (_how, header, expected) => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  await proofs.next(by)
  expect(await proofs.refused(answer(401, { 'www-authenticate': header, 'dpop-nonce': 'n' }))).toBe(expected)
})

test('an endless header is read in no time', async () => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  const header = `DPoP ${'error= '.repeat(100_000)}`
  const began = performance.now()
  await proofs.refused(answer(401, { 'www-authenticate': header }))
  expect(performance.now() - began).toBeLessThan(200)
})

test('a hidden challenge with a nonce that was not sent is worth one try, and no error', async () => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  await proofs.next(by)
  expect(await proofs.refused(answer(401, { 'dpop-nonce': 'n-1' }))).toBe(true)
  expect(await proofs.refused(answer(401, { 'dpop-nonce': 'n-2' }))).toBe(false)
  expect(await proofs.refused(answer(401))).toBe(false)
})

test('the nonce of a good answer is in the next proof', async () => {
  const world = await createProofDeps()
  createProofs(world, { role: 'api', method: 'GET', url }).learn(answer(200, { 'dpop-nonce': 'n-1' }))
  const next = createProofs(world, { role: 'api', method: 'POST', url: 'https://api.example/other' })
  expect(decodeJwt(await next.next(by))).toMatchObject({ nonce: 'n-1' })
})

test('a wrong clock is learned from the server that complains, and tried again once', async () => {
  const world = await createProofDeps()
  const proofs = createProofs(world, { role: 'api', method: 'GET', url })
  const complaint = (hours: number): Response =>
    answer(401, {
      'www-authenticate': 'DPoP error="invalid_dpop_proof"',
      date: new Date(Date.now() + hours * 3_600_000).toUTCString(),
    })
  expect(await proofs.refused(complaint(1))).toBe(true)
  const { iat = 0 } = decodeJwt(await proofs.next(by))
  expect(Math.abs(iat - Date.now() / 1000 - 3600)).toBeLessThan(5)
  // Even where each of its machines has a time of its own.
  expect(await proofs.refused(complaint(2))).toBe(false)
})

test('a server that shows no clock is believed to have that of the last ID Token', async () => {
  const world = { ...(await createProofDeps()), aheadOfIssuerMs: 3_600_000 }
  const proofs = createProofs(world, { role: 'api', method: 'GET', url })
  const complaint = answer(401, { 'www-authenticate': 'DPoP error="invalid_dpop_proof"' })
  const { iat: before = 0 } = decodeJwt(await proofs.next(by))
  expect(Math.abs(Date.now() / 1000 - before)).toBeLessThan(5)
  expect(await proofs.refused(complaint)).toBe(true)
  const { iat = 0 } = decodeJwt(await proofs.next(by))
  expect(Math.abs(Date.now() / 1000 - 3600 - iat)).toBeLessThan(5)
  // That was not it.
  expect(await proofs.refused(complaint)).toBe(false)
  const { iat: after = 0 } = decodeJwt(
    await createProofs(world, { role: 'api', method: 'GET', url }).next(by),
  )
  expect(Math.abs(Date.now() / 1000 - after)).toBeLessThan(5)
})

test.each([
  ['the same time', new Date().toUTCString()],
  ['no time', undefined],
  ['nonsense', 'yesterday'],
])('a complaint about a proof with %s in it is not tried again', async (_what, date) => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  const headers = { 'www-authenticate': 'DPoP error="invalid_dpop_proof"', ...(date && { date }) }
  expect(await proofs.refused(answer(401, headers))).toBe(false)
})

test('without the key there is no proof', async () => {
  const proofs = createProofs(await createProofDeps(), { role: 'api', method: 'GET', url })
  await expect(proofs.next({ jkt: 'another' })).rejects.toMatchObject({
    code: 'dpop-key-lost',
    recovery: 'sign-in',
  })
})
