// Between a page that signs somebody in and the window it opened for that, both on one origin. The window comes back with a URL, and its query
// is all that is ever said: it is of no use without the verifier, which never leaves the page (RFC 7636, section 7).

/** The `state` of a login in a window of its own begins so: the page that it comes back to knows it at once. */
export const popupStatePrefix = 'popup.'

export interface PopupAnswer {
  readonly hallpass: 'answer'
  readonly state: string
  /** A query, as it was. */
  readonly parameters: string
}

/** The answer to an answer. */
export const taken = 'hallpass answer taken'

export function isPopupAnswer(message: unknown, state: string): message is PopupAnswer {
  const { hallpass, state: its, parameters } = (message ?? {}) as Partial<PopupAnswer>
  return hallpass === 'answer' && its === state && typeof parameters === 'string'
}

/** Nobody else knows the name: `state` is random. */
export function openPopupChannel(state: string, listener: (message: unknown) => void): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== 'function') return undefined
  const channel = new BroadcastChannel(`hallpass popup ${state}`)
  channel.onmessage = ({ data }) => listener(data)
  return channel
}
