import { AuthError, explained } from '../errors.js'
import { endSessionParameters } from '../protocol/end-session.js'
import { reported } from '../reported.js'
import type { Client } from './client.js'
import { internalsOf } from './client-internals.js'
import { type Context, redirectUriOf } from './context.js'

/**
 * As `logout()`, with a form POST in the place of a URL: the ID Token is in no history and no log, however
 * long it is (OpenID Connect RP-Initiated Logout 1.0, section 2). It needs a server whose cookies come with a
 * POST of another site (`SameSite=None`), or one on the same site, and a Content-Security-Policy with the
 * server in `form-action`: otherwise the server finds no session to end. With a server part use `logout()`.
 *
 * @throws {TypeError} for a client that `createClient` has not made.
 */
export function logoutByPost<User>(client: Client<User>): Promise<void> {
  return reported(explained(signOut(client)))
}

async function signOut<User>(client: Client<User>): Promise<void> {
  const { context, logout } = internalsOf(client)
  if (context.settings.server) {
    const reason = 'with a server part the page has no ID Token to send; call logout()'
    throw new AuthError('configuration', { option: 'server', reason })
  }
  // The form is sent while the sign-out is under way, so that a `login()` that waits for its end does not cut
  // the form off.
  await logout({ everywhere: false }, ({ idToken }) => leaveByPost(context, idToken))
}

/** Leaves for the server's own sign-out. Resolves to `false` where the page cannot, or there is none. */
async function leaveByPost<User>(context: Context<User>, idToken: string | undefined): Promise<boolean> {
  const { settings, signOuts, warn, page } = context
  try {
    const deps = await context.protocolDeps()
    const { end_session_endpoint: endpoint } = deps.server
    if (!endpoint) return false
    if (page().frame?.() !== undefined) throw new AuthError('framed', { page: 'sign-out' })
    const returnTo = settings.postLogoutRedirectUri ?? redirectUriOf(context)
    submit(endpoint, endSessionParameters(deps, returnTo, signOuts.state(), idToken))
    return true
  } catch (error) {
    await warn(error)
    return false
  }
}

function submit(action: string, parameters: Readonly<Record<string, string>>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = action
  for (const [name, value] of Object.entries(parameters)) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}
