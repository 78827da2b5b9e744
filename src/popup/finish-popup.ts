import { newestReturnUrl } from '../client/pending-logins.js'
import { relayAnswer } from '../client/popup-relay.js'
import { answerIn, safeReturnUrl, withoutAnswer } from '../client/return-url.js'
import { stateOfWindow } from '../client/window-login.js'
import { AuthError, explained } from '../errors.js'
import { own } from '../own.js'

/** Which app this page belongs to. */
export interface FinishOptions {
  /**
   * A page of the app, on this origin, that calls `start()`. An answer that arrives in a tab of its own leads
   * there, unless it is known where the login began. Relative to this page. Default: `./`, the directory that
   * this page is in.
   */
  readonly app?: string
}

/**
 * For a page that does nothing but end a login in a window of its own, and therefore loads at once: hands the
 * answer in its URL over to the page that opened the window, and closes the window. A page that calls
 * `start()` does not need it. Rejects with `callback-rejected` in a window or frame whose answer no page
 * waits for.
 *
 * In a tab of its own no page waits for the answer either. A server that was asked silently, and could show
 * its sign-in page to nobody, may bring the person's next login here. The tab is then led back to where that
 * login began. The server knows the person by now, so the next login there asks nothing.
 *
 * @example
 * // popup.html, registered as a redirect URI: loginWithPopup(auth, { redirectUri: '/popup.html' })
 * finishPopup().catch((error) => (document.body.textContent = messageFor(error) ?? ''))
 */
export function finishPopup(options: FinishOptions = {}): Promise<void> {
  return explained(finish(options))
}

async function finish(options: FinishOptions): Promise<void> {
  const { app = './' } = own(options)
  const url = new URL(location.href)
  const { pathname, origin } = url
  const parameters = answerIn(url)
  const state = parameters.get('state') ?? stateOfWindow() ?? ''
  // The code does not stay in the address bar (RFC 9700, section 4.2.4).
  history.replaceState(history.state, '', withoutAnswer(url))
  if (await relayAnswer({ parameters, arrivedAt: origin + pathname }, state)) return
  if (!isTab()) throw new AuthError('callback-rejected', { reason: 'unknown-state' })
  location.replace(returnUrl(new URL(app, location.href).href))
  await new Promise(() => {})
}

/**
 * Is this page in a tab, and neither in a frame nor in a window that a script opened with features, which has
 * no bars (HTML, "is popup")?
 */
function isTab(): boolean {
  return parent === window && window.toolbar?.visible !== false
}

function returnUrl(app: string): string {
  try {
    return safeReturnUrl(newestReturnUrl({ get: (key) => sessionStorage.getItem(key) ?? undefined }), app)
  } catch {
    // Storage is blocked, so it is unknown where the login began.
    return app
  }
}
