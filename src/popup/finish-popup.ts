import { handOver } from '../client/hand-over.js'
import { withoutAnswer } from '../client/return-url.js'
import { stateOfWindow } from '../client/window-login.js'
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
  const url = new URL(location.href)
  const { searchParams, pathname, origin } = url
  const state = searchParams.get('state') ?? stateOfWindow() ?? ''
  // The code does not stay in the address bar (RFC 9700, section 4.2.4).
  history.replaceState(history.state, '', withoutAnswer(url))
  if (!(await handOver({ parameters: searchParams, arrivedAt: origin + pathname }, state)))
    throw await explained('callback-rejected', { reason: 'unknown-state' })
}
