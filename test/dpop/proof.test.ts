// @vitest-environment node

import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { type CryptoKeyPair, createKeyPair, createProof, thumbprint } from '../../src/protocol/dpop-proof.js'
import { sha256 } from './bound-server.js'

const url = 'https://api.example/orders'

async function claimsOf(keys: CryptoKeyPair, claims: Partial<Parameters<typeof createProof>[1]> = {}) {
  const proof = await createProof(keys, { method: 'GET', url, now: Date.now(), ...claims })
  return (await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] })).payload
}

test('a proof has the header and claims of RFC 9449, section 4.2, and no private key', async () => {
  const keys = await createKeyPair()
  const proof = await createProof(keys, { method: 'POST', url, now: Date.now() })
  const header = decodeProtectedHeader(proof)
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] })
  expect(header).toEqual({
    alg: 'ES256',
    typ: 'dpop+jwt',
    jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
  })
  expect(Object.keys(payload).sort()).toEqual(['htm', 'htu', 'iat', 'jti'])
  expect(payload).toMatchObject({ htm: 'POST', htu: url })
  expect(Math.abs(Date.now() / 1000 - Number(payload.iat))).toBeLessThan(5)
})

test('the private key cannot be exported, not even by whoever has it', async () => {
  const { privateKey } = await createKeyPair()
  expect(privateKey.extractable).toBe(false)
  for (const format of ['jwk', 'pkcs8'] as const)
    await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow()
})

test('the thumbprint is that of RFC 7638', async () => {
  const keys = await createKeyPair()
  const { jwk } = decodeProtectedHeader(await createProof(keys, { method: 'GET', url, now: Date.now() }))
  expect(await thumbprint(keys)).toBe(jwk && (await calculateJwkThumbprint(jwk)))
})

test('the access token is in it as a hash', async () => {
  const keys = await createKeyPair()
  expect(await claimsOf(keys, { accessToken: 'a-token' })).toMatchObject({ ath: await sha256('a-token') })
})

test('a nonce is in it where there is one', async () => {
  const keys = await createKeyPair()
  expect(await claimsOf(keys, { nonce: 'n-1' })).toMatchObject({ nonce: 'n-1' })
  expect(await claimsOf(keys)).not.toHaveProperty('nonce')
})

test('the time in it is the one that is given, and not that of `Date`', async () => {
  const keys = await createKeyPair()
  const { iat = 0 } = await claimsOf(keys, { now: Date.now() - 3_600_000 })
  expect(Math.abs(Date.now() / 1000 - 3600 - iat)).toBeLessThan(5)
})

test.each([
  ['a query', 'https://api.example/orders?id=1&x=%2F', 'https://api.example/orders'],
  ['a fragment', 'https://api.example/orders#top', 'https://api.example/orders'],
  ['both', 'https://api.example/orders?a#b?c', 'https://api.example/orders'],
  ['the default port', 'https://api.example:443/orders', 'https://api.example/orders'],
  ['another port', 'https://api.example:8443/orders', 'https://api.example:8443/orders'],
  ['a name in upper case', 'HTTPS://API.Example/Orders', 'https://api.example/Orders'],
  ['a name in another script', 'https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
  ['dot segments', 'https://api.example/a/../b/./c', 'https://api.example/b/c'],
  ['an encoded path', 'https://api.example/a%20b%2fc', 'https://api.example/a%20b%2fc'],
  ['no path', 'https://api.example', 'https://api.example/'],
  ['a name and a password', 'https://a:b@api.example/', 'https://api.example/'],
  ['a development server', 'http://localhost:3000/api', 'http://localhost:3000/api'],
])('`htu` of a URL with %s', async (_what, url, htu) => {
  expect(await claimsOf(await createKeyPair(), { url })).toMatchObject({ htu })
})

test('`htm` is the method as it is sent', async () => {
  expect(await claimsOf(await createKeyPair(), { method: 'patch' })).toMatchObject({ htm: 'patch' })
})

test('of two hundred proofs no two are the same', async () => {
  const keys = await createKeyPair()
  const proofs = await Promise.all(Array.from({ length: 200 }, () => claimsOf(keys)))
  expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(200)
  for (const { jti = '' } of proofs) expect(Buffer.from(jti, 'base64url').length).toBeGreaterThanOrEqual(16)
})
