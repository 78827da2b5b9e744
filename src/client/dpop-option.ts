import type { Effects } from '../effects/effects.js'
import type { Api } from '../fetch/targets.js'
import type { DpopProver } from '../protocol/dpop-prover.js'
import type { Remember } from '../session/record-store.js'

/** What the `dpop` option takes: `dpop()`, from `hallpass/dpop`. */
export interface Dpop {
  /** `false`: tokens that are bound to no key are accepted, too. */
  readonly required: boolean
  /**
   * Called by `createClient`, once for each client.
   *
   * @internal
   */
  createProver(client: ProverClient): DpopProver
}

/** What DPoP needs to know of the client it is for. */
export interface ProverClient {
  readonly name: string
  readonly effects: Effects
  readonly remember: Remember
  readonly apis: readonly Api[]
}
