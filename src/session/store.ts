/** A value with listeners, as Svelte's store contract and React's `useSyncExternalStore` expect it. */
export interface Readable<Value> {
  /** Returns the value as it is now. */
  get(): Value
  /**
   * Calls `listener` now and after each change; returns how to stop it. A listener that throws is reported
   * and harms nobody.
   */
  subscribe(listener: (value: Value) => void): () => void
}

export interface Store<Value> extends Readable<Value> {
  set(value: Value): void
}

export function createStore<Value>(value: Value): Store<Value> {
  const listeners = new Set<(value: Value) => void>()
  return {
    get: () => value,
    set(next) {
      if (next === value) return
      value = next
      // The loop runs over a copy, since listeners may be added and removed while they are called. If a
      // listener sets another value, all listeners have been told of that value already, and the loop stops.
      for (const entry of [...listeners]) {
        if (value !== next) return
        if (listeners.has(entry)) tell(entry, next)
      }
    },
    subscribe(listener) {
      const entry = (now: Value): void => listener(now)
      listeners.add(entry)
      tell(entry, value)
      return () => void listeners.delete(entry)
    },
  }
}

/**
 * Calls a listener of the app. An error that it throws goes to the page's error handler, and nowhere else.
 */
export function tell<Value>(listener: (value: Value) => void, value: Value): void {
  try {
    listener(value)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
