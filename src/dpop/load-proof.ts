import { ownScript } from '../error-details.js'
import { explained } from '../errors.js'

type ProofModule = typeof import('../protocol/dpop-proof.js')

/** What signs, with oauth4webapi, which the rest of the client loads after its first paint as well. */
export type LoadProof = () => Promise<ProofModule>

export function createLoadProof(): LoadProof {
  let loading: Promise<ProofModule> | undefined
  return () => {
    // Kept, since asking the browser each time is slower than the proof deserves.
    loading ??= import('../protocol/dpop-proof.js').catch(async () => {
      loading = undefined
      throw await explained('network', { endpoint: ownScript })
    })
    return loading
  }
}
