import type { AuthError } from '../errors.js'
import { endSessionUrl } from '../protocol/end-session.js'
import { revoke } from '../protocol/logout.js'
import type { SessionRecord } from '../session/record.js'
import { asAuthError } from './as-auth-error.js'
import type { LogoutOptions } from './client.js'
import { redirectUriOf, type ServerContext } from './context.js'
import { signOutState } from './sign-out-mark.js'

/** Tells the server what this browser has forgotten already, as far as it can be reached. Resolves to `true` when the page leaves for it. */
export async function endServerSession<User>(
  context: ServerContext<User>,
  record: SessionRecord,
  { everywhere = true }: LogoutOptions,
): Promise<boolean> {
  await revokeGrant(context, record)
  if (!everywhere) return false
  try {
    const returnTo = context.settings.postLogoutRedirectUri ?? redirectUriOf(context)
    const url = endSessionUrl(await context.grant(), returnTo, signOutState(context), record.idToken)
    if (url) context.page().leave(url)
    return !!url
  } catch (error) {
    context.warn(await asAuthError(error))
    return false
  }
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
