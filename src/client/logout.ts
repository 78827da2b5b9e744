import type { AuthError } from '../errors.js'
import { withParameters } from '../protocol/authorize.js'
import { revoke } from '../protocol/logout.js'
import type { SessionRecord } from '../session/record.js'
import type { LogoutOptions } from './client.js'
import { redirectUriOf, type ServerContext } from './context.js'

/** Tells the server what this browser has forgotten already, as far as it can be reached. Resolves to `true` when the page leaves for it. */
export async function endServerSession<User>(
  context: ServerContext<User>,
  record: SessionRecord,
  { everywhere = true }: LogoutOptions,
): Promise<boolean> {
  await revokeGrant(context, record)
  if (!everywhere || !record.idToken) return false
  try {
    const { server, clientId, dialect } = await context.grant()
    if (!server.end_session_endpoint) return false
    const parameters = {
      client_id: clientId,
      post_logout_redirect_uri: context.settings.postLogoutRedirectUri ?? redirectUriOf(context),
      id_token_hint: record.idToken,
    }
    // OpenID Connect RP-Initiated Logout, section 2. Without a state nothing has to be recognised on the way back.
    context.page().leave(withParameters(server.end_session_endpoint, dialect?.endSession?.(parameters) ?? parameters))
    return true
  } catch (error) {
    context.warn(error as AuthError)
    return false
  }
}

/**
 * Ends the grant at the server. One that cannot be told, or says no, is no obstacle to a sign-out, and a
 * warning.
 */
export async function revokeGrant<User>(
  { grant, warn, lifetime }: ServerContext<User>,
  { refreshToken, tokens, jkt }: Pick<SessionRecord, 'refreshToken' | 'tokens' | 'jkt'>,
): Promise<void> {
  const token = tokens['']
  const isUsable = token && (!refreshToken || lifetime(token, true) !== 'expired')
  try {
    await revoke(await grant(), { refreshToken, accessToken: isUsable ? token.value : undefined, jkt })
  } catch (error) {
    warn(error as AuthError)
  }
}
