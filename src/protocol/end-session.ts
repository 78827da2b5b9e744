import { withParameters } from './authorization.js'
import type { ProtocolDeps } from './grants.js'

/**
 * The longest sign-out URL with an ID Token in it, in characters. Servers refuse longer request lines with
 * 414 or 431: some from 4096 characters, most from 8 kB.
 */
const longestUrl = 4000

/**
 * Where a person is sent to end the server's own session (OpenID Connect RP-Initiated Logout 1.0, section 2).
 * `undefined`: the server offers no such sign-out. The URL always has a `state`, since some servers send
 * nobody back without one.
 *
 * A URL that would be too long goes without the ID Token: the server knows the client by its id, and may ask
 * the person whether to sign out. The ID Token is not sent by a form POST, which section 2 allows too. A POST
 * from another site carries none of the server's cookies that are `SameSite=Lax`, as cookies are by default,
 * so the server would find no session to end; and the page's own Content-Security-Policy (`form-action`) may
 * forbid the form.
 */
export function endSessionUrl(
  { server, clientId, dialect }: Pick<ProtocolDeps, 'server' | 'clientId' | 'dialect'>,
  returnTo: string,
  state: string,
  idToken: string | undefined,
): string | undefined {
  const { end_session_endpoint: endpoint } = server
  if (!endpoint) return undefined
  const withHint = (hint: string | undefined): string =>
    withParameters(endpoint, endSessionParameters({ clientId, dialect }, returnTo, state, hint))
  const url = withHint(idToken)
  return url.length > longestUrl ? withHint(undefined) : url
}

/** The parameters of a sign-out at the server, as this server wants them. */
export function endSessionParameters(
  { clientId, dialect }: Pick<ProtocolDeps, 'clientId' | 'dialect'>,
  returnTo: string,
  state: string,
  hint: string | undefined,
): Record<string, string> {
  const parameters = {
    client_id: clientId,
    post_logout_redirect_uri: returnTo,
    state,
    ...(hint && { id_token_hint: hint }),
  }
  return dialect?.endSession?.(parameters) ?? parameters
}
