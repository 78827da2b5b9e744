import { aborted } from '../aborted.js'
import type { Clock } from '../clock.js'
import type { Lock } from './effects.js'

/**
 * The lock of one client, which holds in all tabs. A task waits for it in line. After a time the waiting page
 * asks the holder whether it lives. A holder that is silent is frozen, and its lock is taken. The task that
 * lost the lock is told by a signal as soon as its page runs again.
 */
export interface TabLock {
  /** Does the lock hold between tabs? Without Web Locks only the clients of one page take turns. */
  acrossTabs(): boolean
  /**
   * Runs the task while no other page of this client runs one. `lockLost` is aborted where another page has
   * taken the lock, because this one was frozen: a task that has not sent anything by then must not send it.
   * Rejects as the task does, or with a `DOMException` where the lock was taken.
   */
  runAlone<T>(task: (lockLost: AbortSignal) => Promise<T>): Promise<T>
  /** To be called with each message of another tab. */
  receive(message: unknown): void
}

/** `alive?` asks the page that holds the lock. Only a page that runs can answer with `alive`. */
export type TabLockMessage = 'alive?' | 'alive'

export interface TabLockOptions {
  readonly clock: Clock
  readonly lock: Lock
  readonly name: string
  /**
   * After how many milliseconds, and a few seconds more, a waiting page asks whether the holder lives. A
   * holder that lives may take longer.
   */
  readonly askAfterMs: number
  readonly post: (message: TabLockMessage) => void
}

/** A task's wait for the lock. */
interface Wait {
  /** Aborted where the holder is silent, so that the page leaves the line and takes the lock. */
  readonly inLine: AbortController
  /** Aborted once this page has the lock, or cannot have it. */
  readonly over: AbortSignal
}

/** How much longer than `askAfterMs` a page waits before it asks: this time at least, and twice at most. */
const graceMs = 2000
/** Right after the device wakes up, a page that runs may need a second or more to answer. */
const answerWithinMs = 2000
/** A page for which the wait for an answer lasts longer is slow itself, and may not have heard the answer. */
const slowAfterMs = answerWithinMs + 1000
const askAgainAfterMs = 5000
/**
 * How long a page waits for its turn to ask. A page that froze while it asked does not hold up the others.
 */
const askTurnWithinMs = slowAfterMs + 1000

export function createTabLock({ clock, lock, name, askAfterMs, post }: TabLockOptions): TabLock {
  /** How many tasks of this page have the lock, or had it taken and still run. */
  let running = 0
  let signsOfLife = 0
  /** When another page last asked whether the holder lives, by `clock.elapsed()`. */
  let askedAt = Number.NEGATIVE_INFINITY

  async function runAlone<T>(task: (lockLost: AbortSignal) => Promise<T>): Promise<T> {
    const lockLost = new AbortController()
    const over = new AbortController()
    const wait: Wait = { inLine: new AbortController(), over: over.signal }
    const cancelQuestion = clock.after(askAfterMs + graceMs * (1 + Math.random()), () => askUntilOver(wait))
    const endWait = (): void => {
      cancelQuestion()
      over.abort()
    }
    try {
      return await waitInLine(wait.inLine, () => {
        endWait()
        running++
        // Another page may have asked the holder before this one a moment ago, and would take the lock now.
        if (clock.elapsed() - askedAt <= slowAfterMs) post('alive')
        return task(lockLost.signal).finally(() => running--)
      })
    } catch (error) {
      endWait()
      lockLost.abort()
      throw error
    }
  }

  /** Waits in line for the lock, or takes it from a holder that is silent, and runs the task. */
  async function waitInLine<T>({ signal }: AbortController, run: () => Promise<T>): Promise<T> {
    try {
      return await lock.hold(name, { signal }, () => {
        signal.throwIfAborted()
        return run()
      })
    } catch (error) {
      if (!signal.aborted) throw error
      return lock.hold(name, { steal: true }, run)
    }
  }

  /** Asks the holder again and again, until this page has the lock. */
  async function askUntilOver(wait: Wait): Promise<void> {
    while (!wait.over.aborted) {
      await askInTurn(wait)
      // A random pause, so that the waiting pages do not all ask at the same moment.
      if (!wait.over.aborted) await pass(askAgainAfterMs * (1 + Math.random()))
    }
  }

  /**
   * One page asks at a time, since two that do not hear each other, on a busy device, would both take the
   * lock.
   */
  async function askInTurn(wait: Wait): Promise<void> {
    const patience = new AbortController()
    const keepTurn = clock.after(askTurnWithinMs, () => patience.abort())
    const ask = (): Promise<void> => {
      keepTurn()
      return takeIfSilent(wait)
    }
    await lock.hold(`${name} asking`, { signal: patience.signal }, ask).catch(ask)
  }

  async function takeIfSilent(wait: Wait): Promise<void> {
    // A task of this page has the lock, so its holder lives. A page does not hear its own question.
    if (wait.over.aborted || running) return
    const before = signsOfLife
    const began = clock.elapsed()
    post('alive?')
    await pass(answerWithinMs)
    const wasSlow = clock.elapsed() - began > slowAfterMs
    if (wait.over.aborted || running || wasSlow || signsOfLife !== before) return
    wait.inLine.abort()
    await aborted(wait.over).catch(() => {})
  }

  function pass(ms: number): Promise<void> {
    return new Promise((done) => clock.after(ms, done))
  }

  return {
    acrossTabs: lock.acrossTabs,
    runAlone,
    receive(message) {
      if (message === 'alive?') {
        askedAt = clock.elapsed()
        if (running) post('alive')
      }
      // The question of another page counts as well: two pages must not take the lock from each other.
      if (message === 'alive' || message === 'alive?') signsOfLife++
    },
  }
}
