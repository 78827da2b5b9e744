import { whileBusy } from './waiting.js'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const

/** Signs JWTs with ES256 (RFC 7518, section 3.4), by a key that is made on first use. */
export interface Signer {
  sign(payload: object): Promise<string>
  /** The public key, as `jwks_uri` shows it (RFC 7517). */
  publicKey(): Promise<JsonWebKey>
}

export function createSigner(): Signer {
  let keys: Promise<CryptoKeyPair> | undefined

  function pair(): Promise<CryptoKeyPair> {
    keys ??= crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    return keys
  }

  return {
    sign: (payload) =>
      whileBusy(
        (async () => {
          const header = encodeText(JSON.stringify({ alg: 'ES256', kid: 'test' }))
          const text = `${header}.${encodeText(JSON.stringify(payload))}`
          const signed = await crypto.subtle.sign(signature, (await pair()).privateKey, bytesOf(text))
          return `${text}.${encode(new Uint8Array(signed))}`
        })(),
      ),
    publicKey: () =>
      whileBusy(
        (async () => {
          const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', (await pair()).publicKey)
          return { kty, crv, x, y, kid: 'test', alg: 'ES256', use: 'sig' } as JsonWebKey
        })(),
      ),
  }
}

/** A JWT whose signature was checked with the key in its own header. */
export interface OpenedProof {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** The thumbprint of the key (RFC 7638). */
  readonly jkt: string
}

/** Checks the signature of a DPoP proof (RFC 9449, section 4.2). Rejects where it is not right. */
export async function openProof(proof: string): Promise<OpenedProof> {
  const [header = '', payload = '', signed = ''] = proof.split('.')
  const { jwk, ...others } = JSON.parse(decodeText(header))
  const { kty, crv, x, y } = jwk
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
  const isRight = await crypto.subtle.verify(
    signature,
    key,
    bytesOf(binary(signed)),
    bytesOf(`${header}.${payload}`),
  )
  if (!isRight || 'd' in jwk) throw new Error('The signature of the proof is wrong.')
  return {
    header: others,
    claims: JSON.parse(decodeText(payload)),
    jkt: await sha256(JSON.stringify({ crv, kty, x, y })),
  }
}

/** The SHA-256 hash of a text, as base64url. */
export async function sha256(text: string): Promise<string> {
  const digest = await whileBusy(crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return encode(new Uint8Array(digest))
}

function encodeText(text: string): string {
  return encode(new TextEncoder().encode(text))
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
}

function decodeText(text: string): string {
  return new TextDecoder().decode(bytesOf(binary(text)))
}

/** Base64url as a text with one character for each byte. */
function binary(text: string): string {
  return atob(text.replace(/-/g, '+').replace(/_/g, '/'))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
