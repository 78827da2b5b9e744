import type { Clock } from '../clock.js'
import type { Lock } from './effects.js'

/** Runs one task at a time in all tabs, and never waits without end for a page that is frozen. */
export interface Turns {
  /** Do turns hold between tabs? Without Web Locks only the clients of one page take turns. */
  acrossTabs(): boolean
  /**
   * Runs the task while no other page of this client runs one. `turn` is aborted where another page has taken
   * the lock, because this one was frozen: a task that has not sent anything by then must not send it.
   * Rejects as the task does, or with a `DOMException` where the lock was taken.
   */
  runAlone<T>(task: (turn: AbortSignal) => Promise<T>): Promise<T>
  /** To be called with each message of another tab. */
  receive(message: unknown): void
}

/** `alive?` asks the page that holds the lock. Only a page that runs can answer with `alive`. */
export type TurnMessage = 'alive?' | 'alive'

export interface TurnsOptions {
  readonly clock: Clock
  readonly lock: Lock
  readonly name: string
  /** The longest time, in milliseconds, that a task takes in a page that runs. */
  readonly longestTaskMs: number
  readonly post: (message: TurnMessage) => void
}

/**
 * How much longer than the longest task a page waits before it asks whether the holder of the lock is alive.
 */
const graceMs = 2000
const answerWithinMs = 1000
const askAgainAfterMs = 5000
/**
 * How long a page waits for its turn to ask. A page that froze while it asked does not hold up the others.
 */
const askTurnWithinMs = 3000

export function createTurns({ clock, lock, name, longestTaskMs, post }: TurnsOptions): Turns {
  let holding = 0
  let signsOfLife = 0

  function pass(ms: number): Promise<void> {
    return new Promise((done) => clock.after(ms, done))
  }

  function runAlone<T>(task: (turn: AbortSignal) => Promise<T>): Promise<T> {
    const waiting = new AbortController()
    const turn = new AbortController()
    let begun = false
    let stopWatching: (() => void) | undefined

    return new Promise<T>((resolve, reject) => {
      stopWatching = clock.after(
        longestTaskMs + graceMs * (1 + Math.random()),
        () => void takeFromFrozenPage(),
      )
      void acquire({ signal: waiting.signal })

      /** Resolves once this page has the lock, or cannot have it. */
      function acquire(options: { signal?: AbortSignal; steal?: boolean }): Promise<void> {
        return new Promise((acquired) => {
          const run = (): Promise<T> => {
            options.signal?.throwIfAborted()
            begun = true
            stopWatching?.()
            acquired()
            holding++
            return task(turn.signal).finally(() => holding--)
          }
          lock.hold(name, options, run).then(resolve, (error) => {
            acquired()
            // This page stopped waiting in line, to take the lock instead.
            if (options.signal?.aborted) return
            stopWatching?.()
            turn.abort(error)
            reject(error)
          })
        })
      }

      function isOver(): boolean {
        return begun || turn.signal.aborted
      }

      async function takeFromFrozenPage(): Promise<void> {
        while (!isOver()) {
          await askInTurn()
          // A random pause, so that the waiting pages do not all ask at the same moment.
          if (!isOver()) await pass(askAgainAfterMs * (1 + Math.random()))
        }
      }

      /**
       * One page asks at a time, since two that do not hear each other, on a busy device, would both take the
       * lock.
       */
      async function askInTurn(): Promise<void> {
        const patience = new AbortController()
        const stop = clock.after(askTurnWithinMs, () => patience.abort())
        const askNow = async (): Promise<void> => {
          stop()
          if (!isOver()) await ask()
        }
        await lock.hold(`${name} asking`, { signal: patience.signal }, askNow).catch(askNow)
      }

      async function ask(): Promise<void> {
        // Another call in this page holds the lock, so its holder is alive. A page does not hear its own
        // question.
        if (holding) return
        const before = signsOfLife
        post('alive?')
        await pass(answerWithinMs)
        if (isOver() || holding || signsOfLife !== before) return
        waiting.abort()
        await acquire({ steal: true })
      }
    })
  }

  return {
    acrossTabs: lock.acrossTabs,
    runAlone,
    receive(message) {
      if (message === 'alive?' && holding) post('alive')
      // The question of another page counts as well: two pages must not take the lock from each other.
      if (message === 'alive' || message === 'alive?') signsOfLife++
    },
  }
}
