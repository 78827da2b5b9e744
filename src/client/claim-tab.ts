import { own } from '../own.js'
import type { Context } from './context.js'
import { addWord, readWords } from './stored-words.js'

const key = 'hallpass1 tab'
const retiredKey = 'hallpass1 left'
/** How many retired ids are kept. A tab is copied while its page is open, and the copy asks soon after. */
const retiredAtMost = 50

export interface ClaimedTab {
  /** Resolves when it is known whether this tab is a copy of another one. */
  readonly done: Promise<void>
  /** Hands the tab on to its next page, when this page is left. */
  leave(): void
  /** Claims the tab again, when this page may have come back from the back/forward cache. */
  reclaim(): void
}

/**
 * For `remember: 'tab'`: a duplicated tab and a child window begin with a copy of sessionStorage. If both
 * used the one rotating refresh token, the server would end the session of both (RFC 9700, section 4.14.2).
 * So the copy gives the refresh token up, and uses its access token until that expires.
 *
 * A tab has an id in its sessionStorage, and its page holds a lock of that name; a copy has the id without
 * the lock. When the last page of a tab is left, it stores another id for the next page of the tab and
 * retires its own, so that a copy that asks only then finds out as well. A frame of the same origin is no
 * copy: it uses the sessionStorage of the page around it, and shares the lock with that page.
 */
export function claimTab<User>({ effects, vault, current }: Context<User>): ClaimedTab {
  const { page, storage } = effects

  function newId(): string {
    const id = crypto.randomUUID()
    storage.tab.set(key, id)
    return id
  }

  function isRetired(id: string): boolean {
    return readWords(storage.browser, retiredKey).includes(id)
  }

  async function isCopy(): Promise<boolean> {
    const id = storage.tab.get(key)
    const own = id === undefined || (!isRetired(id) && (await page?.holdTab(id)))
    if (!own || id === undefined) {
      // Another frame of this copied tab may have found out as well, and have stored a new id already.
      const now = storage.tab.get(key)
      await page?.holdTab(now === undefined || now === id ? newId() : now)
    }
    return !own
  }

  function leave(): void {
    const id = storage.tab.get(key)
    if (id === undefined || isRetired(id) || page?.sharesTab(id)) return
    addWord(storage.browser, retiredKey, id, retiredAtMost)
    newId()
  }

  async function claim(): Promise<void> {
    // Where sessionStorage is blocked, it cannot have been copied.
    if (!(await isCopy().catch(() => false))) return
    const record = await vault.read()
    if (!record?.refreshToken) return
    const { refreshToken, ...rest } = record
    const copy = own({ ...rest, renewable: false, renewals: record.renewals + 1 })
    // If somebody signed out meanwhile, the stored record has changed, and the copy is not stored.
    if (await vault.replaceIfSame(record, copy)) await current.show(copy, 'restored')
  }

  return {
    done: claim(),
    reclaim: () => void isCopy().catch(() => {}),
    leave() {
      try {
        leave()
      } catch {
        // Where sessionStorage is blocked, no other tab has a copy of it.
      }
    },
  }
}
