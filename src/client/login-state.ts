/**
 * The `state` of every login of this library begins with this text, by which the answer is recognised
 * wherever and whenever it comes.
 */
export const loginStatePrefix = 'hallpass.'

/**
 * The same for a login in a window of its own or in a hidden frame, where another page waits for the answer.
 */
export const popupStatePrefix = 'hallpass.popup.'

/**
 * The name of the hidden frame of `restoreSilently` begins with this text, followed by the `state` of its
 * login.
 */
export const silentFramePrefix = 'hallpass silent '

/**
 * Was this `state` made by this library? It does not tell whose login it is, or whether a page still waits
 * for the answer.
 */
export function isLoginState(state: string): boolean {
  return /^hallpass\.(popup\.)?[\w-]{43}$/.test(state)
}
