import { textStore } from '../effects/browser.js'
import { silentFramePrefix } from './login-state.js'
import { newestPendingLogin, type PendingLogin, savePendingLogin } from './pending-logins.js'

/**
 * Lets a window that was just opened, and is still empty, remember which login it was opened for. The login
 * is stored in the window's own sessionStorage, without the secrets that only the waiting page needs. By it
 * the window recognises an answer that does not say which login it is for.
 */
export function keepInWindow(popup: Window, pending: PendingLogin): void {
  try {
    savePendingLogin(
      textStore(() => popup.sessionStorage),
      { ...pending, nonce: '', verifier: '' },
    )
  } catch {
    // The window's storage is blocked. Its answer then needs a `state`, which nearly all answers have.
  }
}

/** The `state` of the login that this window or hidden frame was opened for. */
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
