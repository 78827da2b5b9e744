import { explained, isAuthError } from '../errors.js'
import type { Session } from '../session/state.js'
import type { Arrival } from './answer.js'
import type { LoginOptions } from './client.js'
import type { Inside } from './inside.js'
import { answerFrom, popupStatePrefix } from './popup-messages.js'
import { keepInWindow } from './window-login.js'

/** How a login in a window of its own looks, and how long it may take. */
export interface PopupOptions extends Omit<LoginOptions, 'returnTo'> {
  /**
   * The page of this origin that the window comes back to: one that calls `finishPopup()`, or any page of the app that calls
   * `start()`. Registered at the server. Default: the client's `redirectUri`.
   */
  readonly redirectUri?: string
  /** In CSS pixels. Default: 500 × 640. */
  readonly width?: number
  readonly height?: number
  /** For the person to sign in, in milliseconds. Default: 300 000. */
  readonly timeoutMs?: number
  /** Stops the waiting, and closes the window. */
  readonly signal?: AbortSignal
}

const patienceMs = 300_000
const pollMs = 250
/** A window that will be cut off may be seen on its way for a moment; who is there for so many looks will not be. */
const looksToBeSure = 4
/** An answer that is on its way comes within this time after its window has closed. */
const lastWordsMs = 1000
/** Who stays on this page for so long has not just come to copy something. */
const backForMs = 5000

/** To be called while a click is handled. `null`: blocked. */
export function openPopup({ width = 500, height = 640 }: Pick<PopupOptions, 'width' | 'height'>): Window | null {
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  return open('', '', `popup,width=${width},height=${height},left=${left},top=${top}`)
}

/** Signs in in a window that was opened, while this page stays what it is. */
export async function signInThere<User>(
  { context, engine }: Inside<User>,
  popup: Window,
  options: PopupOptions,
): Promise<Session<User>> {
  const { current } = context
  try {
    current.dispatch({ type: 'login-started', via: 'popup' })
    const { prepare, accept } = await engine()
    const { request, pending } = await prepare(options, {
      redirectUri: options.redirectUri && new URL(options.redirectUri, location.href).href,
      statePrefix: popupStatePrefix,
    })
    keepInWindow(popup, pending)
    const arrival = await awaitAnswer(popup, request, pending.state, options)
    await accept({ ...arrival, pending })
    return current.session.get()
  } catch (error) {
    const abandoned = !isAuthError(error) || error.code === 'popup-closed'
    current.dispatch(abandoned ? { type: 'login-abandoned' } : { type: 'login-failed', error })
    throw error
  } finally {
    popup.close()
  }
}

/** Sends the window away, and waits for what it comes back with. */
function awaitAnswer(
  popup: Window,
  request: string,
  state: string,
  { timeoutMs = patienceMs, signal }: PopupOptions,
): Promise<Arrival> {
  signal?.throwIfAborted()
  const over = new AbortController()
  return new Promise<Arrival>((resolve, reject) => {
    const fail = (error: Promise<Error>): void => void error.then(reject)
    answerFrom(popup, state, over.signal).then(resolve)
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: over.signal })
    const timer = setTimeout(() => fail(explained('timeout', { endpoint: 'window to sign in with' })), timeoutMs)
    const stopWatching = watchClosing(popup, () => fail(explained('popup-closed', {})))
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      stopWatching()
    })
    popup.location.replace(request)
  }).finally(() => over.abort())
}

/**
 * A window that is cut off looks closed as soon as the server's page is there, from where on nobody can tell. Only one that stayed open on
 * another origin, and then is not, has been closed; or one that looks closed when a person has come back to this page.
 */
function watchClosing(popup: Window, closed: () => void): () => void {
  const over = new AbortController()
  let seenAway = 0
  let last: ReturnType<typeof setTimeout> | undefined
  const timer = setInterval(look, pollMs)
  addEventListener('focus', () => popup.closed && leave(backForMs), { signal: over.signal })
  addEventListener('blur', () => stayedAway() || clearTimeout(last), { signal: over.signal })

  function look(): void {
    if (popup.closed) {
      clearInterval(timer)
      if (stayedAway()) leave(lastWordsMs)
    } else if (isAway(popup)) seenAway++
  }

  function stayedAway(): boolean {
    return seenAway >= looksToBeSure
  }

  function leave(afterMs: number): void {
    clearTimeout(last)
    last = setTimeout(closed, afterMs)
  }

  return () => {
    over.abort()
    clearInterval(timer)
    clearTimeout(last)
  }
}

function isAway(popup: Window): boolean {
  try {
    return !popup.location.href
  } catch {
    return true
  }
}
