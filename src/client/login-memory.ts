import type { NoLoginReason } from '../error-details.js'

/** The login that the URL of this page was the answer to, whether it succeeded or not. */
export interface ReturnedLogin {
  /** Where the person was when the login began: a whole URL on this origin. */
  readonly url: string
  /** What `login({ state })` was called with, as JSON keeps it. */
  readonly state?: unknown
  /**
   * The parameters that the server added to its answer and that no specification names: `kc_action_status`
   * for one. Anybody who can lead this browser can have written them, so they are no proof of anything. Empty
   * with a `server` part that signs people in.
   */
  readonly parameters: Readonly<Record<string, string>>
}

/** What this page remembers of its logins, for the decision whether to sign in without a click. */
export interface LoginMemory {
  /** Why this page does not sign in without a click, until somebody has signed in. */
  blockedBy?: Extract<NoLoginReason, 'logout' | 'left' | 'failed'>
  /**
   * The URL that this page was loaded at, or came back to from a login, until a guard was asked for its first
   * page.
   */
  loadedUrl?: string | undefined
  /** Was the URL of this page the answer to a login? */
  answered?: boolean
  /** Did this tab leave for a login before, and come to this page without an answer? */
  left?: boolean
  /** The login that the URL of this page was the answer to. */
  returned?: ReturnedLogin
  /** Has that login succeeded? */
  succeeded?: boolean
  /** The `onReturn` of `start()`. */
  onReturn?: ((url: string, login: ReturnedLogin) => void) | undefined
}
