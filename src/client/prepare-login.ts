import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'

/**
 * Lets the next `login()` leave without a request: asks for the metadata of the authorization server, unless
 * they are known already. Call it when a person is about to sign in, for example when the pointer or the
 * focus comes to a button. The buttons of `hallpass/elements` call it themselves.
 *
 * Of several calls at a time, one sends a request. None is sent where `issuer` is the metadata itself, where
 * the metadata are cached, where a server part signs people in, and on a server. The session stays as it is.
 * Never rejects: `login()` tells what is wrong with the server. Throws a `TypeError` for an object that
 * `createClient` has not made.
 *
 * @example
 * button.onpointerenter = button.onfocus = () => prepareLogin(auth)
 */
export function prepareLogin<User>(client: Client<User>): Promise<void> {
  const { context } = internalsOf(client)
  const { server } = context.settings
  const signsInHere = !server || (typeof server === 'object' && server.mode === 'exchange')
  if (!context.effects.page || !signsInHere) return Promise.resolve()
  return context.protocolDeps().then(
    () => {},
    () => {},
  )
}
