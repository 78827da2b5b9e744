import type { Context } from './context.js'

/** Makes what is stored what is shown. */
export async function look<User>({ current, vault, prover }: Context<User>): Promise<void> {
  const before = current.record()
  const loading = current.session.get().status === 'loading'
  const stored = await vault.read()
  const lost = stored?.jkt && (await prover?.lostKey(stored.jkt))
  // Changed meanwhile, by somebody who told everybody.
  if (current.record() !== before || (loading && current.session.get().status === 'signed-out')) return
  if (stored && lost) {
    await vault.swap(stored, undefined)
    return current.end('failed', lost)
  }
  if (!stored && before) current.end('other-tab')
  if (stored && stored.revision !== before?.revision) await current.show(stored, loading ? 'restored' : 'other-tab')
}
