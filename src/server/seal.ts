import type { EpochMs } from '../clock.js'
import { own } from '../own.js'
import { decode, encode } from './base64url.js'

/**
 * Encrypts text so that only this server can read it, and nobody can change it (AES-256-GCM). A text that was
 * sealed under one label cannot be opened under another, so the value of one cookie is useless in another;
 * and it cannot be opened after its time, however long a browser keeps it.
 */
export interface Seal {
  seal(label: string, value: unknown, until: EpochMs): Promise<string>
  open(label: string, text: string): Promise<Opened | undefined>
}

export interface Opened {
  readonly value: unknown
}

const ivBytes = 12

/** The first key encrypts, and all keys decrypt. */
export function createSeal(secrets: readonly string[], now: () => EpochMs): Seal {
  const keys = secrets.map(deriveKey)
  // A rejection is handled where the key is used. This handler keeps it from being reported as unhandled
  // before that.
  for (const key of keys) key.catch(() => {})

  async function decrypt(label: string, sealed: Uint8Array<ArrayBuffer>): Promise<Opened | undefined> {
    for (const key of keys) {
      try {
        const plain = await crypto.subtle.decrypt(
          gcm(label, sealed.subarray(0, ivBytes)),
          await key,
          sealed.subarray(ivBytes),
        )
        const { until, value } = JSON.parse(new TextDecoder().decode(plain))
        // Everything that is sealed here is an object.
        return now() < until ? { value: own(value) } : undefined
      } catch {
        // The text was encrypted with another key, or by nobody.
      }
    }
    return undefined
  }

  return {
    async seal(label, value, until) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const plain = new TextEncoder().encode(JSON.stringify({ until, value }))
      const [key] = keys
      if (!key) throw new TypeError('There is no key.')
      const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(label, iv), await key, plain))
      const whole = new Uint8Array(ivBytes + sealed.length)
      whole.set(iv)
      whole.set(sealed, ivBytes)
      return encode(whole)
    },
    async open(label, text) {
      const sealed = decode(text)
      return sealed && sealed.length > ivBytes ? decrypt(label, sealed) : undefined
    },
  }
}

function gcm(label: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(label) }
}

// The key is derived by HKDF (RFC 5869), so the secret may have any length and alphabet, and may be used
// elsewhere as well.
async function deriveKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret)
  const material = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: new TextEncoder().encode('hallpass cookie v1'),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}
