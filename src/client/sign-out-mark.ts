import type { Storages } from '../effects/effects.js'
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
  const mark = Math.max(clock.now(), (lastSignOut(storage, name) ?? 0) + 1, (record?.after ?? 0) + 1)
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
  const mark = signOutMark(name)
  try {
    const there = tab.get(mark)
    if (there) tab.delete(mark)
    return !!there
  } catch {
    return false
  }
}

/** The sign-out that a session which begins now comes after. Where nobody can say: any before now. */
export function signOutBefore<User>({ name, effects: { storage, clock } }: Context<User>): number {
  return lastSignOut(storage, name) ?? clock.now()
}

/** Has anybody signed out in this browser since this session began? Another process may read an older mark, never a newer one. */
export function signedOutSince(storage: Storages, name: string, { after }: SessionRecord): boolean {
  return (lastSignOut(storage, name) ?? 0) > after
}

export function signOutMark(name: string): string {
  return `${name} signed-out`
}

/** 0: there was none. */
function lastSignOut(storage: Storages, name: string): number | undefined {
  try {
    const mark = Number(storage.browser.get(signOutMark(name)))
    return Number.isSafeInteger(mark) ? mark : 0
  } catch {
    return undefined
  }
}
