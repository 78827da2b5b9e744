import type { Storages } from '../effects/effects.js'
import type { SessionRecord } from '../session/record.js'
import type { Context } from './context.js'

/**
 * localStorage says which sign-out was the last in this browser, so that a page learns of it that heard no message: in the back/forward
 * cache, without BroadcastChannel, or not there at all. sessionStorage says that it was here, for the page that the server's sign-out comes
 * back to, and has the `state` that this page is recognised by.
 */
export function markSignedOut<User>(
  { name, effects: { storage, clock } }: Context<User>,
  record: SessionRecord | undefined,
): void {
  // After every login, whatever was done to the clock or to localStorage.
  const mark = Math.max(clock.now(), (lastSignOut(storage, name) ?? 0) + 1, (record?.after ?? 0) + 1)
  try {
    storage.browser.set(signOutMark(name), `${mark}`)
  } catch {
    // The other tabs look at the session itself.
  }
  try {
    storage.tab.set(signOutMark(name), newState(mark))
  } catch {
    // The page after this one does not know of the sign-out.
  }
}

/** What the server's sign-out is asked to bring back, so that the page which comes back from there is recognised. */
export function signOutState<User>({ effects, name }: Context<User>): string {
  return readState(effects.storage, name) ?? newState(effects.clock.now())
}

/**
 * Takes the `state` of a sign-out out of the address bar of the page that the server sends people to. Only the very parameter that was sent
 * from this tab: the `state` of anybody else stays, and so does everything beside it.
 */
export function cleanSignOutUrl<User>(context: Context<User>): void {
  const page = context.page()
  const state = readState(context.effects.storage, context.name)
  if (state === undefined) return
  const url = new URL(page.url())
  const pairs = url.search.slice(1).split('&')
  const others = pairs.filter((pair) => pair !== `state=${state}`)
  if (others.length === pairs.length) return
  url.search = others.join('&')
  page.replace(url.href)
}

function newState(mark: number): string {
  return `${mark}-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`
}

function readState(storage: Storages, name: string): string | undefined {
  try {
    return storage.tab.get(signOutMark(name))
  } catch {
    return undefined
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
