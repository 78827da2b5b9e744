import type { Client } from '../client/client.js'
import { type Inside, insideOf } from '../client/inside.js'
import { openPopup, type PopupOptions, signInThere } from '../client/popup.js'
import { AuthError, explain, explained } from '../errors.js'
import { reported } from '../reported.js'
import type { Session } from '../session/state.js'

/**
 * Signs in in a window of its own, so that the page stays what it is. Call it in the handler of a click, before anything is awaited: a browser opens
 * no window later. Resolves when the session is there; rejects with an `AuthError`: `popup-blocked`, `popup-closed`, `timeout`, or
 * whatever a login can fail with. An event says the same, so whoever does not await it makes no `unhandledrejection`. The session goes
 * through `signing-in` meanwhile; somebody who is signed in stays so. Throws a `TypeError` for what is no client.
 *
 * @example
 * button.onclick = () => loginWithPopup(auth).catch((error) => (status.textContent = error.message))
 */
export function loginWithPopup<User>(client: Client<User>, options: PopupOptions = {}): Promise<Session<User>> {
  const inside = insideOf(client)
  return reported(explained(signIn(client, inside, options)))
}

async function signIn<User>(client: Client<User>, inside: Inside<User>, options: PopupOptions): Promise<Session<User>> {
  // Before anything waits.
  const popup = openPopup(options)
  return popup ? signInThere(inside, popup, options, client.start()) : blocked(client, inside)
}

async function blocked<User>(client: Client<User>, { context }: Inside<User>): Promise<never> {
  const error = await explain(new AuthError('popup-blocked', {}))
  // Not before it is known who is signed in: somebody who is stays so.
  void client.start().then(() => context.current.dispatch({ type: 'login-failed', error }))
  throw error
}
