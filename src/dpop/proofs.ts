import type { Clock } from '../clock.js'
import { AuthError } from '../errors.js'
import { createProof } from '../protocol/dpop-proof.js'
import type { Proofs, ProvenAnswer, ProvenRequest } from '../protocol/dpop-prover.js'
import { hash } from '../protocol/hash.js'
import type { Keys } from './keys.js'
import type { Nonces } from './nonces.js'

export interface ProofDeps {
  readonly keys: Keys
  readonly nonces: Nonces
  readonly clock: Clock
  /** How many milliseconds this device's clock seems ahead of the servers'. Proofs are dated by it. */
  aheadMs: number
  /**
   * The same by the last ID Token, for a server that refuses a proof and does not let this page see its own
   * clock.
   */
  aheadOfIssuerMs: number
}

/** `Proofs` that also take an answer whose error was read already. */
export interface ReadableProofs extends Proofs {
  refused(answer: ProvenAnswer, error?: unknown): Promise<boolean>
}

/** A smaller difference between two clocks is the time that an answer takes. */
const clocksDifferMs = 10_000

/** The proofs of one request, and what its answers say about them. */
export function createProofs(deps: ProofDeps, request: ProvenRequest): ReadableProofs {
  const { keys, nonces, clock } = deps
  const { method, url, last } = request
  const tried = { nonce: false, clock: false }
  let nonce: string | undefined
  let lastNonce: string | undefined

  function nonceRefused(reason: 'hidden' | 'again'): Error {
    return new AuthError('dpop-nonce-refused', { url: url.replace(/[?#].*/s, ''), reason })
  }

  return {
    async next({ jkt, value }) {
      const pair = await keys.find(jkt)
      if (!pair) throw new AuthError('dpop-key-lost', {})
      nonce = lastNonce ?? nonces.get(request)
      return createProof(pair, {
        method,
        url,
        now: clock.now() - deps.aheadMs,
        ...(value && { accessToken: value }),
        ...(nonce && { nonce }),
        // The hash of the code, which only the owner of the key may exchange (OpenID Connect Key Binding).
        ...(request.code && { codeHash: await hash(256, request.code) }),
      })
    },
    learn({ headers }) {
      const fresh = headers.get('dpop-nonce')
      if (fresh && last) lastNonce = fresh
      else if (fresh) nonces.set(request, fresh)
    },
    async refused({ status, headers }, error = readError(headers)) {
      const fresh = headers.get('dpop-nonce')
      if (error === 'use_dpop_nonce') {
        if (!fresh || tried.nonce) throw nonceRefused(fresh ? 'again' : 'hidden')
        learnClock(headers.get('date'))
        tried.nonce = true
        return true
      }
      if (error === 'invalid_dpop_proof') {
        if (tried.clock) {
          // The server refused the corrected proof as well, so the clock was not the cause.
          deps.aheadMs = 0
          return false
        }
        tried.clock = true
        return learnClock(headers.get('date'))
      }
      // The error is hidden by CORS, and a nonce that was not sent may be all that is missing.
      const perhaps = status === 401 && !error && !!fresh && fresh !== nonce && !tried.nonce
      tried.nonce ||= perhaps
      return perhaps
    },
  }

  /**
   * Takes the difference of the clocks from the answer's `Date`, which not every page may read (Fetch,
   * CORS-safelisted response-header name).
   */
  function learnClock(date: string | null): boolean {
    const aheadMs = date ? clock.now() - Date.parse(date) : deps.aheadOfIssuerMs
    if (!(Math.abs(aheadMs - deps.aheadMs) > clocksDifferMs)) return false
    deps.aheadMs = aheadMs
    return true
  }
}

/**
 * The error of an answer about its proof. Both errors belong to DPoP alone, so it does not matter which of
 * several challenges says so (RFC 9449, section 7.1).
 */
function readError(headers: ProvenAnswer['headers']): string | undefined {
  const challenges = headers.get('www-authenticate')
  return challenges === null
    ? undefined
    : (/\berror\s*=\s*"?(use_dpop_nonce|invalid_dpop_proof)\b/i
        .exec(challenges.slice(0, 8192))?.[1]
        ?.toLowerCase() ?? 'another')
}
