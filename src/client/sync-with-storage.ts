import { explain } from '../errors.js'
import { decideWhatToShow } from '../session/decide-what-to-show.js'
import type { SessionRecord } from '../session/record.js'
import type { Context } from './context.js'

/**
 * Reads the stored session, and shows it or ends the session shown. Resolves to `false` where storage did not
 * answer.
 */
export async function syncWithStorage<User>(context: Context<User>): Promise<boolean> {
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
  // The text of the error is loaded before the record is deleted, so that whoever finds it gone by then does
  // not end the session without the error.
  const error = keyLost && (await explain(keyLost))
  if (changedMeanwhile()) return true
  if (stored && error) {
    // Another session is stored by now.
    if (!(await vault.replaceIfSame(stored, undefined))) return syncWithStorage(context)
    if (!changedMeanwhile()) current.end('failed', error)
    return true
  }
  const decision = decideWhatToShow(shown, stored, signOuts.last())
  if (decision === 'end') {
    if (shown && signOuts.whyGone(shown) === 'expired') await context.effects.page?.stays()
    if (shown && !changedMeanwhile()) current.end(signOuts.whyGone(shown))
  } else if (decision) {
    // Where the `user` option refuses the claims, the session has the error.
    await current.showOrEnd(decision, starting ? 'restored' : 'other-tab').catch(() => {})
  }
  return true

  function changedMeanwhile(): boolean {
    return current.record() !== shown || (starting && current.session.get().status === 'signed-out')
  }
}
