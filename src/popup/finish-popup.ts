import { handOver } from '../client/hand-over.js'
import { explained } from '../errors.js'

/**
 * For a page that does nothing but end a login in a window of its own, and so is there at once: hands the answer in its URL over to the page
 * that opened the window, and closes it. A page that calls `start()` needs none of this. Rejects with `callback-rejected` where nobody waits
 * for the answer.
 *
 * @example
 * // popup.html, registered as a redirect URI: loginWithPopup(auth, { redirectUri: '/popup.html' })
 * finishPopup().catch((error) => (document.body.textContent = error.message))
 */
export async function finishPopup(): Promise<void> {
  const { searchParams, pathname } = new URL(location.href)
  // The code does not stay in the address bar (RFC 9700, section 4.2.4).
  history.replaceState(history.state, '', pathname)
  if (!(await handOver(searchParams))) throw await explained('callback-rejected', { reason: 'unknown-state' })
}
