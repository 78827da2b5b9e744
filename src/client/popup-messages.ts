import type { ReceivedAnswer } from './take-answer.js'

// These messages go between a page and the window or frame that it opened to sign in, both on one origin. The
// window returns with a URL, whose query is handed over. The query is useless without the verifier, which
// never leaves the page (RFC 7636, section 7).

export { popupStatePrefix } from './login-state.js'

export interface PopupAnswer {
  readonly hallpass: 'answer'
  readonly state: string
  /** The query of the URL that the window or frame returned with, unchanged. */
  readonly parameters: string
  /** The URL that the window or frame returned to, without query and fragment. */
  readonly arrivedAt: string
}

/** The message that confirms an answer. */
export const taken = 'hallpass answer taken'

function isPopupAnswer(message: unknown, state: string): message is PopupAnswer {
  const { hallpass, state: its, parameters, arrivedAt } = (message ?? {}) as Partial<PopupAnswer>
  return (
    hallpass === 'answer' && its === state && typeof parameters === 'string' && URL.canParse(`${arrivedAt}`)
  )
}

/** Waits for the answer of a window or frame, and confirms it. */
export function answerFrom(there: Window | null, state: string, over: AbortSignal): Promise<ReceivedAnswer> {
  return new Promise((resolve) => {
    const take = ({ parameters, arrivedAt }: PopupAnswer): void =>
      resolve({ parameters: new URLSearchParams(parameters), arrivedAt })
    // The channel works where the server's page or this page cuts the window off from this page
    // (Cross-Origin-Opener-Policy).
    const channel = openPopupChannel(state, (message) => {
      if (!isPopupAnswer(message, state)) return
      channel?.postMessage(taken)
      take(message)
    })
    over.addEventListener('abort', () => channel?.close())
    // `postMessage` works where this page is in a frame, whose channels are its own, or where this page waits
    // for a frame.
    addEventListener(
      'message',
      ({ origin, source, data }) => {
        if (origin !== location.origin || source !== there || !isPopupAnswer(data, state)) return
        there?.postMessage(taken, origin)
        take(data)
      },
      { signal: over },
    )
  })
}

/** The name of the channel and of the lock of one login. */
export function popupName(state: string): string {
  return `hallpass popup ${state}`
}

/** Opens the channel of one login. No other page knows its name, since `state` is random. */
export function openPopupChannel(
  state: string,
  listener: (message: unknown) => void,
): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== 'function') return undefined
  const channel = new BroadcastChannel(popupName(state))
  channel.onmessage = ({ data }) => listener(data)
  return channel
}
