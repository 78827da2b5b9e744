import type { EpochMs } from '../clock.js'
import type { TextStore } from '../effects/effects.js'

/** A point in time that all tabs share. Where storage is blocked, each tab counts for itself. */
export function sharedTime(
  store: TextStore,
  key: string,
): { read(): EpochMs | undefined; write(at: EpochMs): void; forget(): void } {
  function attempt<T>(use: () => T): T | undefined {
    try {
      return use()
    } catch {
      return undefined
    }
  }
  return {
    read: () => attempt(() => Number(store.get(key) ?? Number.NaN)) || undefined,
    write: (at) => attempt(() => store.set(key, `${at}`)),
    forget: () => attempt(() => store.delete(key)),
  }
}
