import type { Effects } from '../effects/effects.js'
import { addWord, readWords } from './stored-words.js'

const key = 'hallpass1 answered'
/** How many answered logins are kept. A copied tab asks soon after it was copied. */
const atMost = 20

/**
 * Is this page the first in this browser to use the answer to the login with this `state`? A duplicated tab
 * has the same URL and the same pending login, and a server may end the whole grant when it sees a code twice
 * (RFC 6749, section 4.1.2). While the first page is open a lock tells that it was first, whatever another
 * process reads from localStorage; after that page is gone localStorage tells.
 */
export async function claimAnswer({ page, storage }: Effects, state: string): Promise<boolean> {
  try {
    if (readWords(storage.browser, key).includes(state)) return false
    addWord(storage.browser, key, state, atMost)
  } catch {
    // Storage is blocked, so a duplicated tab has no copy of the pending login.
  }
  return (await page?.holdTab(state).catch(() => true)) ?? true
}
