import { explain } from '../errors.js'
import { reconcile } from '../session/reconcile.js'
import type { SessionRecord } from '../session/record.js'
import type { Context } from './context.js'

/**
 * Reads the stored session, and shows it or ends the session shown. Resolves to `false` where storage did not
 * answer.
 */
export async function reconcileSession<User>(context: Context<User>): Promise<boolean> {
  const { current, vault, prover, signOuts, warn } = context
  const shown = current.record()
  const starting = current.session.get().status === 'loading'
  let stored: SessionRecord | undefined
  try {
    stored = await vault.read()
  } catch (error) {
    warn(error)
    return false
  }
  const keyLost = stored?.jkt && (await prover?.lostKey(stored.jkt))
  const changedMeanwhile =
    current.record() !== shown || (starting && current.session.get().status === 'signed-out')
  if (changedMeanwhile) return true
  if (stored && keyLost) {
    await vault.swap(stored, undefined)
    current.end('failed', await explain(keyLost))
    return true
  }
  const decision = reconcile({ shown, stored, lastSignOut: signOuts.last(), starting })
  if (shown && decision.type === 'end') current.end(signOuts.whyGone(shown))
  if (decision.type === 'show') {
    try {
      await current.show(decision.record, decision.as)
    } catch (error) {
      // The `user` option refused the claims.
      current.end('failed', await explain(error))
    }
  }
  return true
}
