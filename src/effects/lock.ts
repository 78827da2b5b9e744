import type { Lock, LockOptions } from './effects.js'

/**
 * Uses Web Locks where they exist (in a secure context; `navigator.locks` may be null), and turns within this
 * page otherwise.
 */
export function createLock(): Lock {
  const acrossTabs = (): boolean => !!globalThis.navigator?.locks
  return {
    acrossTabs,
    async hold<T>(name: string, { signal, steal }: LockOptions, run: () => Promise<T>): Promise<T> {
      if (acrossTabs()) {
        let hasBegun = false
        const begin = (): Promise<T> => {
          hasBegun = true
          return run()
        }
        try {
          // Web Locks does not take a signal together with `steal`.
          const options = steal ? { steal } : { ...(signal && { signal }) }
          return await (navigator.locks.request(name, options, begin) as Promise<T>)
        } catch (error) {
          // Web Locks are denied where storage is blocked. Nothing is shared with other tabs there, so turns
          // within this page are enough.
          if (hasBegun || (error as DOMException)?.name !== 'SecurityError') throw error
        }
      }
      return lockPage(name, signal, run)
    },
  }
}

// The locks are kept on the page and not in this module, so that two copies of the library on one page take
// turns.
const pageLocks = Symbol.for('hallpass.locks')

function lockPage<T>(name: string, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  const page = globalThis as { [pageLocks]?: Map<string, Promise<unknown>> }
  page[pageLocks] ??= new Map()
  const turn = (page[pageLocks].get(name) ?? Promise.resolve()).then(() => {
    signal?.throwIfAborted()
    return run()
  })
  page[pageLocks].set(
    name,
    turn.catch(() => {}),
  )
  return turn
}
