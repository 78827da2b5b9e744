import type { RenewalWorld } from './renewal.js'

const answerWithinMs = 1000
const askAgainAfterMs = 5000
const heirWithinMs = 3000

/** A page that waits for the lock. */
export interface Waiter {
  /** Changes with everything that says that another page runs. */
  readonly signs: () => number
  /** It waits no more. */
  readonly over: () => boolean
  /** Takes the lock from whoever holds it. Resolves once that is done. */
  readonly take: () => Promise<void>
}

/**
 * Takes the lock once its holder has not answered the question whether it lives; a crashed page has lost its locks already, so this
 * one is frozen. A slow holder answers, and is waited for: a lock is never taken from one that runs.
 */
export async function takeFromDead(
  { clock, lock, lockName, post }: Pick<RenewalWorld, 'clock' | 'lock' | 'lockName' | 'post'>,
  { signs, over, take }: Waiter,
): Promise<void> {
  const pass = (ms: number): Promise<void> => new Promise((done) => clock.after(ms, done))

  async function ask(): Promise<void> {
    const heard = signs()
    post('alive?')
    await pass(answerWithinMs)
    if (!over() && heard === signs()) await take()
  }

  // One at a time: two that have not heard each other, on a device that is busy, would both take it. One that is frozen is not waited for.
  async function askAlone(): Promise<void> {
    const patience = new AbortController()
    const stop = clock.after(heirWithinMs, () => patience.abort())
    const run = (): Promise<void> => {
      stop()
      return over() ? Promise.resolve() : ask()
    }
    await lock.hold(`${lockName} heir`, { signal: patience.signal }, run).catch(run)
  }

  while (!over()) {
    await askAlone()
    // Not all at the same moment.
    if (!over()) await pass(askAgainAfterMs * (1 + Math.random()))
  }
}
