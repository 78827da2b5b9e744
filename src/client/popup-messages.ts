import type { Arrival } from './answer.js'

// Between a page that signs somebody in and the window or frame it opened for that, both on one origin. That comes back with a URL, and its query
// is all that is ever said: it is of no use without the verifier, which never leaves the page (RFC 7636, section 7).

export { popupStatePrefix } from './login-state.js'

export interface PopupAnswer {
  readonly hallpass: 'answer'
  readonly state: string
  /** A query, as it was. */
  readonly parameters: string
  /** Where the window or frame came back to, without query and fragment. */
  readonly arrivedAt: string
}

/** The answer to an answer. */
export const taken = 'hallpass answer taken'

function isPopupAnswer(message: unknown, state: string): message is PopupAnswer {
  const { hallpass, state: its, parameters, arrivedAt } = (message ?? {}) as Partial<PopupAnswer>
  return hallpass === 'answer' && its === state && typeof parameters === 'string' && URL.canParse(`${arrivedAt}`)
}

/** Waits for what a window or frame comes back with, and tells it that it was taken. */
export function answerFrom(there: Window | null, state: string, over: AbortSignal): Promise<Arrival> {
  return new Promise((resolve) => {
    const take = ({ parameters, arrivedAt }: PopupAnswer): void =>
      resolve({ parameters: new URLSearchParams(parameters), arrivedAt })
    // This is the way that works when the server's page, or this one, cuts a window off (Cross-Origin-Opener-Policy).
    const channel = openPopupChannel(state, (message) => {
      if (!isPopupAnswer(message, state)) return
      channel?.postMessage(taken)
      take(message)
    })
    over.addEventListener('abort', () => channel?.close())
    // And this one, when this page is in a frame, whose channels are its own, or waits for a frame.
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

/** Nobody else knows the name: `state` is random. */
export function openPopupChannel(state: string, listener: (message: unknown) => void): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== 'function') return undefined
  const channel = new BroadcastChannel(`hallpass popup ${state}`)
  channel.onmessage = ({ data }) => listener(data)
  return channel
}
