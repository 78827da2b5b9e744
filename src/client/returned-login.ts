import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'
import type { ReturnedLogin } from './login-memory.js'

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
  return internalsOf(client).context.logins.returned
}
