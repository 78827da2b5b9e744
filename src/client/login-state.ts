/** The `state` of every login that a page of this library begins starts so: its answer is known by it wherever and whenever it comes. */
export const loginStatePrefix = 'hallpass.'

/** The same for a login in a window of its own or in a hidden frame: another page waits for the answer. */
export const popupStatePrefix = 'hallpass.popup.'

/** The hidden frame of `restoreSilently` has a name that begins so; what follows is the `state` of its login. */
export const silentFramePrefix = 'hallpass silent '

/** Was this `state` made by this library? Whose login it is, and whether somebody still waits for it, it does not say. */
export function isLoginState(state: string): boolean {
  return /^hallpass\.(popup\.)?[\w-]{43}$/.test(state)
}
