import type { Dpop, ProverClient } from '../client/dpop-option.js'
import { AuthError } from '../errors.js'
import { asApi } from '../fetch/targets.js'
import { own } from '../own.js'
import { printable } from '../printable.js'
import type { Prover } from '../protocol/prover.js'
import { createKeys } from './keys.js'
import { createNonces } from './nonces.js'
import { createProofs, type ProofWorld } from './proofs.js'

export interface DpopOptions {
  /**
   * `false`: uses DPoP where the server has it, and accepts tokens that anybody who has them can use where it has not. Then
   * whoever can answer in the server's place decides. Default: `true`.
   */
  readonly required?: boolean
}

/**
 * Tokens that are useless elsewhere (RFC 9449): each request proves that it comes from the browser that signed in, with a key that
 * cannot be taken out of it.
 *
 * @example
 * const auth = createClient({ issuer, clientId, apis, dpop: dpop() })
 */
export function dpop(options: DpopOptions = {}): Dpop {
  const { required = true } = own(options)
  return { required, createProver: (client) => createProver(client, required) }
}

function createProver({ name, effects, remember, apis }: ProverClient, required: boolean): Prover {
  const keys = createKeys(name, remember, effects)
  const nonces = createNonces(effects.storage.browser, name)
  const world: ProofWorld = { keys, nonces, clock: effects.clock, aheadMs: 0, aheadOfIssuerMs: 0 }

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
    // A key that could not be marked as kept is there all the same.
    keepKey: (jkt) => keys.keep(jkt).catch(() => {}),
    async lostKey(jkt) {
      // A storage that does not answer has not lost anything yet.
      return (await keys.find(jkt).catch(() => true)) ? undefined : new AuthError('dpop-key-lost', {})
    },
    async forget(last) {
      nonces.clear()
      await keys.clear(last).catch(() => {})
    },
    async acceptBearer(resource) {
      const asked = apis.map(asApi).some((api) => api.dpop === false && (api.resource ?? api.audience) === resource)
      if (!required || (resource && asked)) return
      throw new AuthError('configuration', {
        option: 'dpop',
        reason:
          'the server answered with a token of type Bearer, which is bound to no key. Turn DPoP on for this client there; dpop({ required: false }) accepts such tokens',
      })
    },
    async send(request, by, send) {
      const proofs = createProofs(world, request)
      for (;;) {
        const response = await send({ dpop: await proofs.next(by) })
        proofs.learn(response)
        if (response.ok) return response
        const { error } = await response.clone().json()
        if (!(await proofs.refused(response, error))) return response
      }
    },
    begin: (request) => createProofs(world, request),
    learnClock(aheadMs) {
      world.aheadOfIssuerMs = aheadMs
    },
  }
}
