import { explained } from '../errors.js'

/** What signs, with oauth4webapi, which the rest of the client loads after its first paint as well. */
export type ProofModule = typeof import('../protocol/dpop-proof.js')

export async function loadProof(): Promise<ProofModule> {
  try {
    return await import('../protocol/dpop-proof.js')
  } catch {
    throw await explained('network', { endpoint: "rest of this library's script" })
  }
}
