import type { Lock, LockOptions } from './effects.js'

/** Web Locks where there are any (a secure context; `navigator.locks` may be null), else turns within this page. */
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
          // A signal and `steal` exclude each other.
          const options = steal ? { steal } : { ...(signal && { signal }) }
          return await (navigator.locks.request(name, options, begin) as Promise<T>)
        } catch (error) {
          // Denied where storage is blocked: then nothing is shared with other tabs either.
          if (hasBegun || (error as DOMException)?.name !== 'SecurityError') throw error
        }
      }
      return lockPage(name, signal, run)
    },
  }
}

// On the page, not in this module: two copies of the library on one page still take turns.
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
