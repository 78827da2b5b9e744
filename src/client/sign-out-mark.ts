import type { Storages, TextStore } from '../effects/effects.js'
import type { SessionRecord } from '../session/record.js'
import type { Context } from './context.js'

/**
 * localStorage says which sign-out was the last in this browser, so that a page learns of it that heard no message: in the back/forward
 * cache, without BroadcastChannel, or not there at all. sessionStorage says that it was here, for the page that the server's sign-out comes
 * back to.
 */
export function markSignedOut<User>(
  { name, effects: { storage, clock } }: Context<User>,
  record: SessionRecord | undefined,
): void {
  // After every login, whatever was done to the clock or to localStorage.
  const mark = Math.max(clock.now(), lastSignOut(storage, name) + 1, (record?.after ?? 0) + 1)
  for (const store of [storage.browser, storage.tab]) {
    try {
      store.set(signOutMark(name), `${mark}`)
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

/** For a session that begins now. */
export function lastSignOut(storage: Storages, name: string): number {
  const mark = Number(readMark(storage.browser, name))
  return Number.isSafeInteger(mark) ? mark : 0
}

/** Has anybody signed out in this browser since this session began? Another process may read an older mark, never a newer one. */
export function signedOutSince(storage: Storages, name: string, { after }: SessionRecord): boolean {
  return lastSignOut(storage, name) > after
}

export function signOutMark(name: string): string {
  return `${name} signed-out`
}

function readMark(store: TextStore, name: string): string | undefined {
  try {
    return store.get(signOutMark(name))
  } catch {
    return undefined
  }
}
