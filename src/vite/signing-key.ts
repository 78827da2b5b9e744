import { generateKeyPairSync } from 'node:crypto'

export interface SigningKey {
  readonly kty: string
  readonly alg: 'ES256' | 'RS256'
  readonly use: 'sig'
  readonly [parameter: string]: unknown
}

/** A private key as a JWK. It is made when the server starts and never leaves the process. */
export function createSigningKey(alg: 'ES256' | 'RS256'): SigningKey {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { kty = '', ...parameters } = privateKey.export({ format: 'jwk' })
  return { ...parameters, kty, alg, use: 'sig' }
}
