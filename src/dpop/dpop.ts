import type { Dpop, ProverClient } from '../client/dpop-option.js'
import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { printable } from '../printable.js'
import type { DpopProver } from '../protocol/dpop-prover.js'
import { checkBoundIdToken } from './bound-id-token.js'
import { createKeys } from './keys.js'
import { createNonces } from './nonces.js'
import { createProofs, type ProofDeps } from './proofs.js'

/** The options of `dpop()`. */
export interface DpopOptions {
  /**
   * `false`: uses DPoP where the server has it, and otherwise accepts tokens that are bound to no key, which
   * anybody who has them can use. Whoever can answer in the server's place then decides which. Default:
   * `true`.
   */
  readonly required?: boolean
}

/**
 * Binds tokens to a key that cannot be taken out of this browser (RFC 9449). Each request proves that it
 * comes from the browser that signed in, so the tokens are useless elsewhere.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, dpop: dpop() })
 */
export function dpop(options: DpopOptions = {}): Dpop {
  const { required = true } = own(options)
  return { required, createProver: (client) => createProver(client, required) }
}

function createProver({ name, effects, remember, apis }: ProverClient, required: boolean): DpopProver {
  const keys = createKeys(name, remember, effects)
  const nonces = createNonces(effects.storage.browser, name)
  const deps: ProofDeps = { keys, nonces, clock: effects.clock, aheadMs: 0, aheadOfIssuerMs: 0 }

  return {
    required,
    async createKey({ dpop_signing_alg_values_supported: algorithms }) {
      const fits = algorithms?.includes('ES256')
      if (!required && !fits) return undefined
      if (algorithms && !fits) {
        throw new AuthError('configuration', {
          option: 'dpop',
          reason: `the server takes no proofs signed with ES256, only ${printable(algorithms.join(', '))}`,
        })
      }
      return keys.create()
    },
    // A key that could not be marked as kept is still there.
    keepKey: (jkt) => keys.keep(jkt).catch(() => {}),
    async lostKey(jkt) {
      // Storage that does not answer has not lost the key.
      return (await keys.find(jkt).catch(() => true)) ? undefined : new AuthError('dpop-key-lost', {})
    },
    async forget(last) {
      nonces.clear()
      await keys.clear(last).catch(() => {})
    },
    async acceptBearer(resource) {
      const asked = apis.some((api) => api.dpop === false && (api.resource ?? api.audience) === resource)
      if (!required || (resource && asked)) return
      throw new AuthError('configuration', {
        option: 'dpop',
        reason:
          'the server answered with a token of type Bearer, which is bound to no key. Turn DPoP on ' +
          'for this client there; dpop({ required: false }) accepts such tokens',
      })
    },
    async send(request, by, send) {
      const proofs = createProofs(deps, request)
      for (;;) {
        const response = await send({ dpop: await proofs.next(by) })
        proofs.learn(response)
        if (response.ok) return response
        const { error } = await response.clone().json()
        if (!(await proofs.refused(response, error))) return response
      }
    },
    begin: (request) => createProofs(deps, request),
    async checkIdToken(idToken, jkt, aheadMs) {
      deps.aheadOfIssuerMs = aheadMs
      await checkBoundIdToken(idToken, jkt)
    },
  }
}
