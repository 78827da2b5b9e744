import { own } from '../own.js'
import type { Context } from './context.js'

const key = 'hallpass1 tab'
const retiredKey = 'hallpass1 left'
/** A copy is made of a page that is there, and looked at soon after. */
const retiredAtMost = 50

/**
 * For `remember: 'tab'`: a duplicated tab and a child window begin with a copy of sessionStorage. Both using one rotating
 * refresh token would end the session of both (RFC 9700, section 4.14.2), so the copy gives it up, and goes on with its access token
 * while that lives.
 *
 * A tab has an id in its sessionStorage, and its page holds a lock of that name; a copy has the id, and not the lock. The last page of
 * a tab that is left leaves another id for the next page there and retires its own, so that a copy that comes too late finds it out, too.
 * A frame of the same origin is no copy: it uses the very sessionStorage of the page around it, and holds the lock together with it.
 */
export function claimTab<User>({ effects, vault, current }: Context<User>): {
  readonly done: Promise<void>
  /** Hands the tab on to its next page when this one is left, and takes it back with the page; returns how to stop that. */
  keep(): () => void
  /** Holds the tab again, after a time in which nobody kept it: the page may have been in the back/forward cache. */
  hold(): void
} {
  const { page, storage } = effects

  function newId(): string {
    const id = crypto.randomUUID()
    storage.tab.set(key, id)
    return id
  }

  function retired(): string[] {
    return (storage.browser.get(retiredKey) ?? '').split(' ')
  }

  async function isCopy(): Promise<boolean> {
    const id = storage.tab.get(key)
    const own = id === undefined || (!retired().includes(id) && (await page?.holdTab(id)))
    if (!own || id === undefined) {
      // Another frame of this copy may have found the same meanwhile, and have named the tab.
      const now = storage.tab.get(key)
      await page?.holdTab(now === undefined || now === id ? newId() : now)
    }
    return !own
  }

  function leave(): void {
    const id = storage.tab.get(key)
    if (id === undefined || retired().includes(id) || page?.sharesTab(id)) return
    storage.browser.set(retiredKey, [...retired(), id].slice(-retiredAtMost).join(' '))
    newId()
  }

  async function claim(): Promise<void> {
    // Without sessionStorage there is no copy of it.
    if (!(await isCopy().catch(() => false))) return
    const record = await vault.read()
    if (!record?.refreshToken) return
    const { refreshToken, ...rest } = record
    const copy = own({ ...rest, renewable: false, renewals: record.renewals + 1 })
    // A sign-out meanwhile stays one.
    if (await vault.swap(record, copy)) await current.show(copy, 'restored')
  }

  const hold = (): void => void isCopy().catch(() => {})
  return {
    done: claim(),
    hold,
    keep() {
      const stop = page?.listen(({ type }) => {
        try {
          if (type === 'left') leave()
          if (type === 'restored') hold()
        } catch {
          // Without sessionStorage nobody has a copy of it.
        }
      })
      return () => stop?.()
    },
  }
}
