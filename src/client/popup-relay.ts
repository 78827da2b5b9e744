import { openPopupChannel, type PopupAnswer, popupName, taken } from './popup-messages.js'
import type { ReceivedAnswer } from './take-answer.js'

/**
 * A page that waits for the answer confirms it at once. No confirmation within this time means that no page
 * waits.
 */
const patienceMs = 3000

/**
 * In a window or frame that was opened to sign in: hands the answer over to the page that waits for it, and
 * closes the window. Resolves to `false` where no page waits, at once where that can be told: anybody can
 * write a `state` into a URL.
 */
export async function relayAnswer(
  { parameters, arrivedAt }: ReceivedAnswer,
  state: string,
): Promise<boolean> {
  const answer: PopupAnswer = { hallpass: 'answer', state, parameters: parameters.toString(), arrivedAt }
  const over = new AbortController()
  const opener = (window.opener ?? (parent === window ? null : parent)) as Window | null
  if (!(await isAwaited(state, opener))) return false
  const isTaken = await new Promise<boolean>((resolve) => {
    const heard = (message: unknown): void => {
      if (message === taken) resolve(true)
    }
    const channel = openPopupChannel(state, heard)
    channel?.postMessage(answer)
    addEventListener(
      'message',
      ({ origin, source, data }) => {
        if (opener && source === opener && origin === location.origin) heard(data)
      },
      { signal: over.signal },
    )
    opener?.postMessage(answer, location.origin)
    const timer = setTimeout(() => resolve(false), patienceMs)
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      channel?.close()
    })
  })
  over.abort()
  if (isTaken) close()
  return isTaken
}

/**
 * Does a page wait for the answer to this login? The page that opened this window, or that this frame is in,
 * is taken for it if it is on this origin: its locks and channels may be in another partition of storage. So
 * are all, where the browser does not tell.
 */
async function isAwaited(state: string, opener: Window | null): Promise<boolean> {
  if (isOnThisOrigin(opener)) return true
  try {
    const { held = [] } = await navigator.locks.query()
    return held.some(({ name }) => name === popupName(state))
  } catch {
    return true
  }
}

function isOnThisOrigin(there: Window | null): boolean {
  try {
    return there?.location.origin === location.origin
  } catch {
    // The origin of a page on another origin cannot be read.
    return false
  }
}
