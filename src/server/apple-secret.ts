import type { EpochMs } from '../clock.js'
import { invalidOption } from '../invalid-option.js'
import { decode, encode } from './base64url.js'

/** Apple takes half a year; a leaked one should not last it. */
const lifetimeSeconds = 600
const renewBeforeMs = 60_000

export interface AppleSecretParts {
  readonly teamId: string
  readonly keyId: string
  readonly privateKey: string
  readonly clientId: string
  readonly audience: string
}

/**
 * Makes the client secret for Apple: a JWT, signed with ES256 (Sign in with Apple, "Creating a client
 * secret"), and reused until shortly before it expires. The cache holds the text and not a promise, since on
 * Workers a request may not wait for the promise of another request.
 */
export function createAppleSecret(now: () => EpochMs): (parts: AppleSecretParts) => Promise<string> {
  let known: { readonly of: string; readonly secret: string; readonly until: EpochMs } | undefined
  return async (parts) => {
    const of = JSON.stringify(parts)
    if (known?.of === of && now() < known.until - renewBeforeMs) return known.secret
    const issuedAt = Math.floor(now() / 1000)
    const secret = await sign(parts, issuedAt)
    known = { of, secret, until: (issuedAt + lifetimeSeconds) * 1000 }
    return secret
  }
}

async function sign(
  { teamId, keyId, privateKey, clientId, audience }: AppleSecretParts,
  issuedAt: number,
): Promise<string> {
  const header = { alg: 'ES256', kid: keyId, typ: 'JWT' }
  const claims = { iss: teamId, iat: issuedAt, exp: issuedAt + lifetimeSeconds, aud: audience, sub: clientId }
  const text = [header, claims]
    .map((part) => encode(new TextEncoder().encode(JSON.stringify(part))))
    .join('.')
  const key = await importKey(privateKey)
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    new TextEncoder().encode(text),
  )
  return `${text}.${encode(new Uint8Array(signature))}`
}

async function importKey(pem: string): Promise<CryptoKey> {
  // In an environment variable the line breaks of the key file are often written as `\n`.
  const body = pem.replace(/-----(BEGIN|END) PRIVATE KEY-----/g, '').replace(/\\n|\s/g, '')
  const bytes = decode(body.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, ''))
  try {
    return await crypto.subtle.importKey(
      'pkcs8',
      bytes ?? new Uint8Array(),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    )
  } catch {
    throw invalidOption(
      'clientSecret.privateKey',
      "this is not the text of Apple's .p8 file (a PKCS #8 key of P-256)",
    )
  }
}
