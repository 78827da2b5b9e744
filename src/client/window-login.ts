import { textStore } from '../effects/browser.js'
import { silentFramePrefix } from './login-state.js'
import { newestPendingLogin, type PendingLogin, savePendingLogin } from './pending-logins.js'

/**
 * Lets a window that was just opened, and is still empty, remember which login it was opened for: in its own sessionStorage, and without what
 * only the page that waits has to know. So the window knows an answer that does not say which login it is for.
 */
export function keepInWindow(popup: Window, pending: PendingLogin): void {
  try {
    savePendingLogin(
      textStore(() => popup.sessionStorage),
      { ...pending, nonce: '', verifier: '' },
    )
  } catch {
    // The answer then has to have its `state`, as nearly all have.
  }
}

/** The login that this window or hidden frame was opened for. */
export function stateOfWindow(): string | undefined {
  try {
    if (window.name.startsWith(silentFramePrefix)) return window.name.slice(silentFramePrefix.length)
    return newestPendingLogin(
      textStore(() => sessionStorage),
      Date.now(),
    )?.state
  } catch {
    return undefined
  }
}
