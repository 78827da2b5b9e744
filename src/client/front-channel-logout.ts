import { explained } from '../errors.js'
import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'

/**
 * For the page that the server loads in a frame when somebody signs out there (OpenID Connect Front-Channel
 * Logout 1.0): signs out here where `iss` and `sid` in this page's URL are those of the session, in all tabs
 * and together with its grant. Anybody can load that page, so a URL without both, or with others, changes
 * nothing. Resolves to whether it signed out.
 *
 * Register the page at the server with `frontchannel_logout_session_required`, and allow the server in its
 * `frame-ancestors`. The client needs `remember: 'browser'`, and a browser that gives the frame the storage
 * of this origin: most do so only where server and app are on one site.
 *
 * @throws {TypeError} for a client that `createClient` has not made.
 * @example
 * // sign-out.html, registered as the frontchannel_logout_uri
 * await frontChannelLogout(auth)
 */
export function frontChannelLogout<User>(client: Client<User>): Promise<boolean> {
  return explained(signOut(client))
}

async function signOut<User>(client: Client<User>): Promise<boolean> {
  const { context } = internalsOf(client)
  const { searchParams } = new URL(context.page().url())
  const { claims = {} } = (await context.vault.read()) ?? {}
  const isAbout = (name: 'iss' | 'sid'): boolean => {
    const [value, ...others] = searchParams.getAll(name)
    return !!value && !others.length && value === claims[name]
  }
  if (!isAbout('iss') || !isAbout('sid')) return false
  await client.logout({ everywhere: false })
  return true
}
