import { type AuthError, explained } from '../errors.js'
import { withParameters } from '../protocol/authorize.js'
import { revoke } from '../protocol/logout.js'
import type { SessionRecord } from '../session/record.js'
import type { LogoutOptions } from './client.js'
import { type Context, redirectUriOf, type ServerContext } from './context.js'

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
    return await leaveForSignOut(
      context,
      withParameters(server.end_session_endpoint, dialect?.endSession?.(parameters) ?? parameters),
    )
  } catch (error) {
    context.warn(error as AuthError)
    return false
  }
}

/** Leaves for the server's own sign-out, where this page is in no frame. */
export async function leaveForSignOut<User>(context: Context<User>, url: string): Promise<boolean> {
  const page = context.page()
  if (page.frame?.() === undefined) {
    page.leave(url)
    return true
  }
  context.warn(await explained('framed', { page: 'sign-out' }))
  return false
}

/** With the refresh token goes the whole grant (RFC 7009, section 2.1). A server that cannot be told is no obstacle. */
export async function revokeGrant<User>(
  { grant, warn, settings }: ServerContext<User>,
  { refreshToken, tokens }: Pick<SessionRecord, 'refreshToken' | 'tokens'>,
): Promise<void> {
  const accessToken = tokens['']?.value
  try {
    const other = settings.dialect?.revokeWith && accessToken
    if (refreshToken && !other) await revoke(await grant(), refreshToken, 'refresh_token')
    else if (accessToken) await revoke(await grant(), accessToken, 'access_token')
  } catch (error) {
    warn(error as AuthError)
  }
}
