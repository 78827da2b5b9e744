import type { Client, LoginOptions, Session } from 'hallpass'
import { type ClientInternals, internalsOf } from '../client/client-internals.js'
import { openPopup, signInThere, type WindowOptions } from '../client/popup.js'
import { AuthError, explain, explained } from '../errors.js'
import { reported } from '../reported.js'

/** The options of `loginWithPopup`: those of a login, and those of its window. */
export interface PopupOptions extends Omit<LoginOptions, 'returnTo'>, WindowOptions {}

/**
 * Signs in in a window of its own, while the page stays as it is. Call it in the handler of a click, before
 * anything is awaited, since a browser opens no window later. Resolves when the session is there. Rejects
 * with an `AuthError`: `popup-blocked`, `popup-closed`, `timeout`, or any error that a login can fail with;
 * and with the reason of `signal`. An event says the same, so a caller that does not await the promise causes
 * no `unhandledrejection`. Meanwhile the session is `signing-in`, unless somebody is signed in already.
 * Throws a `TypeError` for an object that `createClient` has not made.
 *
 * @example
 * button.onclick = () => {
 *   loginWithPopup(auth).catch((error) => (status.textContent = messageFor(error) ?? ''))
 * }
 */
export function loginWithPopup<User>(
  client: Client<User>,
  options: PopupOptions = {},
): Promise<Session<User>> {
  const inside = internalsOf(client)
  return reported(explained(signIn(client, inside, options)))
}

async function signIn<User>(
  client: Client<User>,
  inside: ClientInternals<User>,
  options: PopupOptions,
): Promise<Session<User>> {
  // The window is opened before anything is awaited, since a browser opens none later.
  const popup = openPopup(options)
  return popup ? signInThere(inside, popup, options, client.start()) : blocked(client, inside)
}

async function blocked<User>(client: Client<User>, { context }: ClientInternals<User>): Promise<never> {
  const error = await explain(new AuthError('popup-blocked', {}))
  // The event comes after the start, so that somebody whose session is being restored stays signed in.
  void client.start().then(() => context.current.dispatch({ type: 'login-failed', error }))
  throw error
}
