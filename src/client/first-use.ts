import type { Effects } from '../effects/effects.js'

const key = 'hallpass1 answered'
/** A copy of a tab asks soon after the tab was copied. */
const atMost = 20

/**
 * Is this page the first in this browser to use the answer to the login with this `state`? A duplicated tab has the same URL and the same
 * pending login, and a server may end the whole grant when it sees a code twice (RFC 6749, section 4.1.2). A lock says so while
 * the first page is there, whatever localStorage says in another process; localStorage says so when that page is gone.
 */
export async function isFirstUse({ page, storage }: Effects, state: string): Promise<boolean> {
  try {
    const answered = (storage.browser.get(key) ?? '').split(' ').filter(Boolean)
    if (answered.includes(state)) return false
    storage.browser.set(key, [...answered, state].slice(-atMost).join(' '))
  } catch {
    // Blocked, and with it the storage that a copy would have been made of.
  }
  return (await page?.holdTab(state).catch(() => true)) ?? true
}
