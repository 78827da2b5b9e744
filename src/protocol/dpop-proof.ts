import {
  allowInsecureRequests,
  type CryptoKeyPair,
  customFetch,
  DPoP,
  generateKeyPair,
  modifyAssertion,
  protectedResourceRequest,
} from 'oauth4webapi'
import type { EpochMs } from '../clock.js'

export interface ProofClaims {
  readonly method: string
  readonly url: string
  readonly accessToken?: string
  readonly nonce?: string
  readonly codeHash?: string
  /** When the proof is made, as far as is known by the server's clock. */
  readonly now: EpochMs
}

export type { CryptoKeyPair }

/**
 * Makes a key pair for ES256, which every server with DPoP knows. The private key cannot be exported, not
 * even by this library.
 */
export function createKeyPair(): Promise<CryptoKeyPair> {
  return generateKeyPair('ES256')
}

/** The thumbprint of the key (RFC 7638), as `dpop_jkt` has it (RFC 9449, section 10). */
export function thumbprint(keys: CryptoKeyPair): Promise<string> {
  return DPoP({}, keys).calculateThumbprint()
}

/**
 * A proof for one request (RFC 9449, section 4.2). oauth4webapi puts a proof into the headers of a request of
 * its own, so such a request is made here and never sent. Each proof has a handle of its own, since a handle
 * keeps nonces by origin alone, and for one tab.
 */
export async function createProof(keys: CryptoKeyPair, claims: ProofClaims): Promise<string> {
  const { method, url, accessToken, nonce, codeHash, now } = claims
  const handle = DPoP({}, keys, {
    [modifyAssertion](_header, payload) {
      payload.iat = Math.floor(now / 1000)
      // The proof has the method as it stands in the request: `fetch` leaves `patch` in lower case.
      payload.htm = method
      if (nonce) payload.nonce = nonce
      if (codeHash) payload.c_s256 = codeHash
      if (!accessToken) delete payload.ath
    },
  })
  let proof = ''
  await protectedResourceRequest(accessToken || 'none', method, new URL(url), undefined, null, {
    DPoP: handle,
    [allowInsecureRequests]: true,
    async [customFetch](_url, { headers }) {
      proof = headers.dpop ?? ''
      return new Response()
    },
  })
  return proof
}
