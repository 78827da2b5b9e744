import type { Arrival } from './answer.js'
import { isAwaited, openPopupChannel, type PopupAnswer, taken } from './popup-messages.js'

/**
 * A page that waits for the answer confirms it at once. No confirmation within this time means that no page
 * waits.
 */
const patienceMs = 3000

/**
 * In a window or frame that was opened to sign in: hands the answer over to the page that waits for it, and
 * closes the window. Resolves to `false` where no page waits, at once where that can be told: anybody can write a
 * `state` into a URL.
 */
export async function handOver({ parameters, arrivedAt }: Arrival, state: string): Promise<boolean> {
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
