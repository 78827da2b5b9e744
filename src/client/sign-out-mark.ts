import type { TextStore } from '../effects/effects.js'
import type { Context } from './context.js'

/**
 * localStorage says when somebody last signed out, so that a page learns it that heard no message: in the back/forward cache,
 * or without BroadcastChannel. sessionStorage says that it was here, for the page that the server's sign-out comes back to.
 */
export function markSignedOut<User>({ name, effects: { storage, clock } }: Context<User>): void {
  for (const store of [storage.browser, storage.tab]) {
    try {
      store.set(signOutMark(name), `${clock.now()}`)
    } catch {
      // The other tabs look at the session itself.
    }
  }
}

/** Has somebody just signed out in this tab? Said once. */
export function signedOutHere<User>({ effects, name }: Context<User>): boolean {
  const { tab } = effects.storage
  const there = readMark(tab, name)
  if (there) tab.delete(signOutMark(name))
  return !!there
}

export function signOutMark(name: string): string {
  return `${name} signed-out`
}

export function readMark(store: TextStore, name: string): string | undefined {
  try {
    return store.get(signOutMark(name))
  } catch {
    return undefined
  }
}
