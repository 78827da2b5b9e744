import type { RenewalWorld } from './renewal.js'

const answerWithinMs = 1000
const askAgainAfterMs = 5000

/**
 * Resolves once the holder of the lock has not answered the question whether it lives; a crashed page has lost its locks already, so
 * this one is frozen. A slow holder answers, and is waited for: a lock is never taken from one that runs.
 */
export async function holderDies(
  { clock, post }: Pick<RenewalWorld, 'clock' | 'post'>,
  waiter: { readonly signs: () => number; readonly begun: () => boolean },
): Promise<void> {
  const pass = (ms: number): Promise<void> => new Promise((done) => clock.after(ms, done))
  for (;;) {
    const heard = waiter.signs()
    post('alive?')
    await pass(answerWithinMs)
    if (waiter.begun() || heard === waiter.signs()) return
    // Not all at the same moment: the first to take the lock answers the others.
    await pass(askAgainAfterMs * (1 + Math.random()))
    if (waiter.begun()) return
  }
}
