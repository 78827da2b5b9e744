import type { Client } from '../client/client.js'
import { insideOf } from '../client/inside.js'
import { openPopup, type PopupOptions, signInThere } from '../client/popup.js'
import { explained } from '../errors.js'
import type { Session } from '../session/state.js'

/**
 * Signs in in a window of its own, so that the page stays what it is. Call it in the handler of a click, before anything is awaited: a browser opens
 * no window later. Resolves when the session is there; rejects with an `AuthError`: `popup-blocked`, `popup-closed`, `timeout`, or
 * whatever a login can fail with. The session goes through `signing-in` meanwhile; somebody who is signed in stays so.
 *
 * @example
 * button.onclick = () => loginWithPopup(auth).catch((error) => (status.textContent = error.message))
 */
export async function loginWithPopup<User>(client: Client<User>, options: PopupOptions = {}): Promise<Session<User>> {
  // Before anything waits.
  const popup = openPopup(options)
  if (!popup) throw await explained('popup-blocked', {})
  return signIn(client, popup, options)
}

async function signIn<User>(client: Client<User>, popup: Window, options: PopupOptions): Promise<Session<User>> {
  await client.start()
  return signInThere(insideOf(client), popup, options)
}
