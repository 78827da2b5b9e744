import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { JWTPayload } from 'jose'
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'

const olderThan = '60s'
/** So many good answers, and the next one brings another nonce. */
const nonceLasts = 5
/** So many nonces are good, besides the newest: calls at the same time overtake each other. */
const olderNonces = 5

export interface ProofCheck {
  /** What is wrong with the proof of this request (RFC 9449, section 4.3), if anything. */
  problem(
    request: IncomingMessage,
    origin: string,
    token: string,
    claims: JWTPayload,
  ): Promise<string | undefined>
  /** The nonce to use next, where this server wants any. */
  nonce(): string | undefined
}

/**
 * Checks proofs as an API does that believes nobody: each is used once, is new, and is for this request, this
 * token and its key.
 */
export function createProofCheck(wantsNonces: boolean): ProofCheck {
  const used = new Set<unknown>()
  const series = crypto.randomUUID()
  let good = 0
  const newest = (): number => Math.floor(good / nonceLasts)
  const isGood = (nonce: unknown): boolean => {
    const [mine, number] = String(nonce).split('.')
    return mine === series && newest() - Number(number) <= olderNonces
  }

  return {
    nonce: () => (wantsNonces ? `${series}.${newest()}` : undefined),
    async problem({ method, url = '', headers }, origin, token, { cnf }) {
      const proof = headers.dpop
      if (typeof proof !== 'string') return 'invalid_token'
      try {
        const { payload } = await jwtVerify(proof, EmbeddedJWK, {
          typ: 'dpop+jwt',
          algorithms: ['ES256'],
          maxTokenAge: olderThan,
          requiredClaims: ['jti', 'iat', 'htm', 'htu', 'ath'],
        })
        const { jwk = { kty: '' } } = decodeProtectedHeader(proof)
        const expected = {
          htm: method,
          htu: origin + new URL(url, origin).pathname,
          ath: createHash('sha256').update(token).digest('base64url'),
        }
        const differs = Object.entries(expected).some(([name, value]) => payload[name] !== value)
        if (differs || used.has(payload.jti)) return 'invalid_dpop_proof'
        used.add(payload.jti)
        const bound = (cnf as { jkt?: unknown } | undefined)?.jkt
        if (bound !== (await calculateJwkThumbprint(jwk))) return 'invalid_token'
        if (wantsNonces && !isGood(payload.nonce)) return 'use_dpop_nonce'
        good++
        return undefined
      } catch {
        return 'invalid_dpop_proof'
      }
    },
  }
}
