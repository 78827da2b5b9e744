import { own } from '../own.js'
import type { Client } from './client.js'
import { type Context, redirectUriOf } from './context.js'
import { insideOf } from './inside.js'
import type { PendingLogin } from './pending-logins.js'
import { isAnswerParameter, safeReturnUrl } from './return-url.js'

/** The login that the URL of this page was the answer to, whether it succeeded or not. */
export interface ReturnedLogin {
  /** Where the person was when the login began: a whole URL on this origin. */
  readonly url: string
  /** What `login({ state })` was called with, as JSON keeps it. */
  readonly state?: unknown
  /**
   * The parameters that the server added to its answer and that no specification names: `kc_action_status` for
   * one. Anybody who can lead this browser can have written them, so they are no proof of anything. Empty with a
   * `server` part that signs people in.
   */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The login that this page came back from: the `state` that `login()` was given, and parameters of the answer
 * that are the server's own. `undefined` where the URL of this page was no answer to a login of this tab, and
 * before `start()`. With a `server` part that signs people in, it is there once `start()` has resolved.
 *
 * @throws {TypeError} for a client that `createClient` has not made.
 * @example
 * await auth.start()
 * const { state } = returnedLogin(auth) ?? {}
 */
export function returnedLogin<User>(client: Client<User>): ReturnedLogin | undefined {
  return insideOf(client).context.logins.returned
}

export function readReturnedLogin<User>(
  context: Context<User>,
  { returnTo, redirectUri, appState }: PendingLogin,
  parameters: URLSearchParams,
): ReturnedLogin {
  const registered = new URL(redirectUri).searchParams
  const added = [...parameters].filter(([name]) => !isAnswerParameter(name) && !registered.has(name))
  return own<ReturnedLogin>({
    url: safeReturnUrl(returnTo, redirectUriOf(context)),
    ...(appState !== undefined && { state: appState }),
    parameters: own(Object.fromEntries(added)),
  })
}
