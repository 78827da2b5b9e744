import { AuthError, explained } from '../errors.js'
import { ownerOf } from '../session/owner.js'
import type { SignedIn } from '../session/state.js'
import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'

/**
 * Renews the session's access token now, although it is still good: to see what the server says of the person
 * since, such as a new role. Tokens are renewed by themselves before they expire, so most apps never need
 * this. Resolves to the session with what the server answered. Rejects as `accessToken()` does (also with
 * `signed-out` where somebody else has signed in meanwhile), and with `configuration` for a session without a
 * refresh token, which goes on.
 *
 * @throws {TypeError} for a client that `createClient` has not made.
 * @example
 * const { user } = await renew(auth)
 */
export function renew<User>(client: Client<User>): Promise<SignedIn<User>> {
  return explained(renewNow(client))
}

async function renewNow<User>(client: Client<User>): Promise<SignedIn<User>> {
  const { context, renew } = internalsOf(client)
  await client.start()
  const record = context.current.record()
  if (record && !record.renewable) {
    throw new AuthError('configuration', { reason: 'not-renewable' })
  }
  if (record) await renew()
  const session = client.session.get()
  const renewed = context.current.record()
  // Somebody else may have signed in meanwhile, and the caller asked about the person before.
  const isSamePerson = record && renewed && ownerOf(renewed) === ownerOf(record)
  if (!isSamePerson || session.status !== 'signed-in') throw new AuthError('signed-out', {})
  return session
}
