import type { AuthError } from '../errors.js'
import type { SessionRecord } from '../session/record.js'
import type { Context } from './context.js'

/** Makes what is stored what is shown. */
export async function look<User>({ current, vault, prover, warn }: Context<User>): Promise<void> {
  const before = current.record()
  const loading = current.session.get().status === 'loading'
  let stored: SessionRecord | undefined
  try {
    stored = await vault.read()
  } catch (error) {
    // Nobody can say: what is shown stays.
    return warn(error as AuthError)
  }
  const lost = stored?.jkt && (await prover?.lostKey(stored.jkt))
  // Changed meanwhile, by somebody who told everybody.
  if (current.record() !== before || (loading && current.session.get().status === 'signed-out')) return
  if (stored && lost) {
    await vault.swap(stored, undefined)
    return current.end('failed', lost)
  }
  if (!stored && before) current.end('other-tab')
  if (!stored || stored.revision === before?.revision) return
  try {
    await current.show(stored, loading ? 'restored' : 'other-tab')
  } catch (error) {
    // The `user` option refuses the claims.
    current.end('failed', error as AuthError)
  }
}
