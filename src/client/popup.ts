import { checkNumber } from '../check-number.js'
import { AuthError, explain, isAuthError } from '../errors.js'
import { own } from '../own.js'
import type { Session } from '../session/state.js'
import type { LoginOptions } from './client.js'
import type { ClientInternals } from './client-internals.js'
import { answerFrom, popupName, popupStatePrefix } from './popup-messages.js'
import { keepInWindow } from './window-login.js'

/** How the window of a login looks, where it returns to, and how long the login may take. */
export interface WindowOptions {
  /**
   * The page of this origin that the window returns to: one that calls `finishPopup()`, or any page of the
   * app that calls `start()`. It has to be registered at the server. Default: the client's `redirectUri`.
   */
  readonly redirectUri?: string
  /** The width of the window in CSS pixels, from 1 to 2147483647. Default: 500. */
  readonly width?: number
  /** The height of the window in CSS pixels, from 1 to 2147483647. Default: 640. */
  readonly height?: number
  /** How long the person may take to sign in, in milliseconds, from 1 to 2147483647. Default: 300 000. */
  readonly timeoutMs?: number
  /**
   * Stops the wait, and closes the window. In Chromium the window can be closed only until it has left for
   * the server, after which this page cannot reach it.
   */
  readonly signal?: AbortSignal
}

type WindowLogin = WindowOptions & Omit<LoginOptions, 'returnTo'>

const defaultTimeoutMs = 300_000
const pollMs = 250
/**
 * A window that is about to be cut off may be seen at the other origin for a moment. A window that was seen
 * there this many times is not cut off.
 */
const pollsUntilCertain = 4
/** An answer that is on its way arrives within this time after its window has closed. */
const answerAfterCloseMs = 1000
/** A person who stays on this page for this long has not only come to copy something. */
const backOnPageMs = 5000

/**
 * Opens the window. It has to be called while a click is handled. Returns `null` where the browser blocks the
 * window.
 *
 * @throws {AuthError} `configuration`, before a window is opened.
 */
export function openPopup(options: Pick<WindowOptions, 'width' | 'height' | 'timeoutMs'>): Window | null {
  const { width = 500, height = 640, timeoutMs = defaultTimeoutMs } = own(options)
  checkNumber('width', width, 'CSS pixels')
  checkNumber('height', height, 'CSS pixels')
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  return open('', '', `popup,width=${width},height=${height},left=${left},top=${top}`)
}

/**
 * Signs in in a window that was opened, while this page stays as it is. `started`: what has to be over before
 * the login begins.
 */
export async function signInThere<User>(
  { context, source }: ClientInternals<User>,
  popup: Window,
  given: WindowLogin,
  started?: Promise<unknown>,
): Promise<Session<User>> {
  const { current } = context
  const options = own(given)
  const over = new AbortController()
  const watched = watchWindow(popup, options, over.signal)
  let begun = false

  async function signIn(): Promise<void> {
    await started
    if (over.signal.aborted) await watched.ended
    begun = true
    current.dispatch({ type: 'login-started', via: 'popup' })
    const { prepareLogin, accept } = await source()
    const { url, pending } = await prepareLogin(options, {
      redirectUri: options.redirectUri && new URL(options.redirectUri, location.href).href,
      statePrefix: popupStatePrefix,
    })
    // The window is checked once more, since this is the last time that this page can tell for certain
    // whether it is closed.
    if (popup.closed || isAway(popup) || over.signal.aborted) await watched.ended
    keepInWindow(popup, pending)
    holdLockWhileWaiting(pending.state, over.signal)
    const answer = answerFrom(popup, pending.state, over.signal)
    watched.leaves()
    cutOpener(popup)
    popup.location.replace(url)
    const arrival = await answer
    over.abort()
    await accept({ ...arrival, pending })
  }

  try {
    await Promise.race([signIn(), watched.ended])
    return current.session.get()
  } catch (error) {
    const explained = await explain(error)
    const abandoned = !isAuthError(error) || error.code === 'popup-closed'
    if (begun)
      current.dispatch(abandoned ? { type: 'login-abandoned' } : { type: 'login-failed', error: explained })
    throw explained
  } finally {
    over.abort()
    popup.close()
  }
}

/** Holds a Web Lock until the login is over. By it the window finds out that a page waits for its answer. */
function holdLockWhileWaiting(state: string, over: AbortSignal): void {
  const untilOver = (): Promise<void> => new Promise((done) => over.addEventListener('abort', () => done()))
  // Locks are denied where storage is blocked.
  navigator.locks?.request(popupName(state), untilOver).catch(() => {})
}

/**
 * Keeps the pages that are shown in the window from leading this page elsewhere by `opener`. It has to be
 * called before the window leaves this origin, since it is not allowed later. A page in a frame keeps the
 * `opener`: it may be in another partition of storage, whose channels do not reach the window, so its answer
 * comes by `opener`.
 */
function cutOpener(popup: Window): void {
  if (window === window.top && typeof BroadcastChannel === 'function') popup.opener = null
}

/**
 * Rejects when the window is closed, when the time is over, or when `signal` aborts, from the moment the
 * window is open.
 */
function watchWindow(
  popup: Window,
  { timeoutMs = defaultTimeoutMs, signal }: WindowOptions,
  over: AbortSignal,
): { readonly ended: Promise<never>; readonly leaves: () => void } {
  let leaves = (): void => {}
  const ended = new Promise<never>((_, reject) => {
    const fail = (error: Error): void => reject(error)
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: over })
    const timer = setTimeout(
      () => fail(new AuthError('timeout', { endpoint: 'window to sign in with' })),
      timeoutMs,
    )
    const closing = watchClosing(popup, () => fail(new AuthError('popup-closed', {})))
    leaves = closing.leaves
    over.addEventListener('abort', () => {
      clearTimeout(timer)
      closing.stop()
    })
  })
  return { ended, leaves }
}

/**
 * Before the window has left for the server, a window that looks closed is closed, and one at another origin
 * was led away by somebody else. After it has left, a window that is cut off (Cross-Origin-Opener-Policy)
 * looks closed as soon as the server's page is there. So the window counts as closed only where it was seen
 * open on another origin before, or where it looks closed and a person has come back to this page.
 */
function watchClosing(
  popup: Window,
  closed: () => void,
): { readonly leaves: () => void; readonly stop: () => void } {
  const over = new AbortController()
  let hasLeft = false
  let seenAway = 0
  let last: ReturnType<typeof setTimeout> | undefined
  const timer = setInterval(poll, pollMs)
  addEventListener('focus', () => hasLeft && popup.closed && leave(backOnPageMs), { signal: over.signal })
  addEventListener('blur', () => stayedAway() || clearTimeout(last), { signal: over.signal })

  function poll(): void {
    if (popup.closed || (!hasLeft && isAway(popup))) {
      clearInterval(timer)
      if (!hasLeft) closed()
      else if (stayedAway()) leave(answerAfterCloseMs)
    } else if (isAway(popup)) seenAway++
  }

  function stayedAway(): boolean {
    return seenAway >= pollsUntilCertain
  }

  function leave(afterMs: number): void {
    clearTimeout(last)
    last = setTimeout(closed, afterMs)
  }

  return {
    leaves() {
      hasLeft = true
    },
    stop() {
      over.abort()
      clearInterval(timer)
      clearTimeout(last)
    },
  }
}

function isAway(popup: Window): boolean {
  try {
    return !popup.location.href
  } catch {
    return true
  }
}
