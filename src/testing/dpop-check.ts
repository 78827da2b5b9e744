import type { EpochMs } from '../clock.js'
import { openProof, sha256 } from './signing.js'
import { whileBusy } from './waiting.js'

/** What is wrong with a proof, by the error codes of RFC 9449 (sections 5 and 8). */
export type ProofProblem = 'invalid_dpop_proof' | 'use_dpop_nonce'

export interface ProofCheck {
  /** Resolves to the thumbprint of the key that the request proves, or to what is wrong with its proof. */
  check(
    request: Request,
    accessToken?: string,
  ): Promise<{ readonly jkt: string } | { readonly problem: ProofProblem }>
  /** The nonce that the next proof needs. */
  nonce(): string
}

/** In milliseconds, in both directions. */
const proofLifetimeMs = 60_000
/** After so many good proofs there is another nonce; the one before is still good. */
const nonceLasts = 5

/** Checks proofs as RFC 9449, section 4.3, says. */
export function createProofCheck(now: () => EpochMs, wantsNonces: () => boolean): ProofCheck {
  const used = new Set<unknown>()
  let good = 0
  const nonce = (before = 0): string => `nonce-${Math.floor(good / nonceLasts) - before}`

  async function problemOf(
    claims: Readonly<Record<string, unknown>>,
    request: Request,
    accessToken: string | undefined,
  ): Promise<ProofProblem | undefined> {
    const { origin, pathname } = new URL(request.url)
    const isRight =
      claims.htm === request.method &&
      claims.htu === origin + pathname &&
      claims.ath === (accessToken === undefined ? undefined : await sha256(accessToken)) &&
      Math.abs(Number(claims.iat) * 1000 - now()) <= proofLifetimeMs &&
      typeof claims.jti === 'string' &&
      !used.has(claims.jti)
    if (!isRight) return 'invalid_dpop_proof'
    used.add(claims.jti)
    return wantsNonces() && ![nonce(), nonce(1)].includes(String(claims.nonce)) ? 'use_dpop_nonce' : undefined
  }

  return {
    nonce,
    async check(request, accessToken) {
      try {
        const { header, claims, jkt } = await whileBusy(openProof(request.headers.get('dpop') ?? ''))
        const isProof = header.typ === 'dpop+jwt' && header.alg === 'ES256'
        const problem = isProof ? await problemOf(claims, request, accessToken) : 'invalid_dpop_proof'
        if (problem) return { problem }
        good++
        return { jkt }
      } catch {
        return { problem: 'invalid_dpop_proof' }
      }
    },
  }
}
