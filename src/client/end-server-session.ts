import { AuthError } from '../errors.js'
import { endSessionUrl } from '../protocol/end-session.js'
import { revoke } from '../protocol/revoke.js'
import type { SessionRecord } from '../session/record.js'
import type { LogoutOptions } from './client.js'
import { type Context, redirectUriOf } from './context.js'

/**
 * Ends at the server what this browser has forgotten already, as far as the server can be reached. Resolves
 * to `true` where the page leaves for the server's own sign-out.
 */
export async function endServerSession<User>(
  context: Context<User>,
  record: SessionRecord,
  { everywhere = true }: LogoutOptions,
): Promise<boolean> {
  await revokeGrant(context, record)
  if (!everywhere) return false
  try {
    const returnTo = context.settings.postLogoutRedirectUri ?? redirectUriOf(context)
    const url = endSessionUrl(
      await context.protocolDeps(),
      returnTo,
      context.signOuts.state(),
      record.idToken,
    )
    return !!url && (await leaveForSignOut(context, url))
  } catch (error) {
    await context.warn(error)
    return false
  }
}

/** Leaves for the server's own sign-out, unless this page is in a frame. */
export async function leaveForSignOut<User>(context: Context<User>, url: string): Promise<boolean> {
  const page = context.page()
  if (page.frame?.() === undefined) {
    page.leave(url)
    return true
  }
  await context.warn(new AuthError('framed', { page: 'sign-out' }))
  return false
}

/**
 * Ends the grant at the server. A server that cannot be reached, or refuses, does not stop a sign-out and
 * causes a warning.
 */
export async function revokeGrant<User>(
  { protocolDeps, warn, lifetime }: Context<User>,
  { refreshToken, tokens, jkt }: Pick<SessionRecord, 'refreshToken' | 'tokens' | 'jkt'>,
): Promise<void> {
  const token = tokens['']
  const isUsable = token && (!refreshToken || lifetime(token, true) !== 'expired')
  try {
    await revoke(await protocolDeps(), { refreshToken, accessToken: isUsable ? token.value : undefined, jkt })
  } catch (error) {
    await warn(error)
  }
}
