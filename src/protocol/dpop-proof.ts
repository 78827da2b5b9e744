import {
  allowInsecureRequests,
  type CryptoKeyPair,
  clockSkew,
  customFetch,
  DPoP,
  generateKeyPair,
  modifyAssertion,
  protectedResourceRequest,
} from 'oauth4webapi'

export interface ProofClaims {
  readonly method: string
  readonly url: string
  readonly accessToken?: string
  readonly nonce?: string
  /** How far this device's clock is ahead of the server's. */
  readonly clockAheadMs: number
}

export type { CryptoKeyPair }

/** ES256 is what every server with DPoP knows. The private key cannot be exported, not even by us. */
export function createKeyPair(): Promise<CryptoKeyPair> {
  return generateKeyPair('ES256')
}

/** RFC 7638, as `dpop_jkt` has it (RFC 9449, section 10). */
export function thumbprint(keys: CryptoKeyPair): Promise<string> {
  return DPoP({}, keys).calculateThumbprint()
}

/**
 * A proof for one request (RFC 9449, section 4.2). oauth4webapi puts one into the headers of a request of its own; this one is
 * never sent. A handle each, since a handle keeps nonces by origin alone, and for one tab.
 */
export async function createProof(keys: CryptoKeyPair, claims: ProofClaims): Promise<string> {
  const { method, url, accessToken, nonce, clockAheadMs } = claims
  const handle = DPoP({ [clockSkew]: -Math.round(clockAheadMs / 1000) }, keys, {
    [modifyAssertion](_header, payload) {
      // As it stands in the request: `fetch` leaves `patch` in lower case.
      payload.htm = method
      if (nonce) payload.nonce = nonce
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
