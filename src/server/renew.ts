import { isAuthError } from '../errors.js'
import { refresh } from '../protocol/grants.js'
import { unlikeTheLogin } from '../protocol/id-token.js'
import type { Call } from './call.js'
import { dropSession, heldToken, type ServerSession, sessionOf, writeSession } from './session-cookie.js'

/**
 * A new access token for the session's refresh token, which is replaced in the same answer where the provider rotates it. A token that is for less
 * (`more` has a scope or a resource) is handed out and not kept: it is not the session's.
 */
export async function renew(
  call: Call,
  session: ServerSession & { readonly refreshToken: string },
  more: Readonly<Record<string, string>>,
): Promise<ServerSession> {
  const { refreshToken, claims, scope, startedAt } = session
  try {
    const tokens = await refresh(await call.grant(), { refreshToken, claims, scope }, more)
    const person = { ...claims, ...tokens.claims, sub: claims.sub }
    const renewed = sessionOf({ ...(session.idToken && { idToken: session.idToken }), ...tokens }, person, startedAt)
    const special = Object.keys(more).length > 0
    const { accessToken: _, ...rest } = renewed
    const kept = special ? { ...rest, ...(session.accessToken && { accessToken: session.accessToken }) } : renewed
    await writeSession(call, { ...kept, scope: special ? scope : renewed.scope })
    call.audit({
      type: 'renewed',
      provider: call.provider.name,
      sub: claims.sub,
      ...(tokens.unlike && { note: unlikeTheLogin(tokens.unlike) }),
    })
    return { ...renewed, accessToken: heldToken(tokens.accessToken) }
  } catch (error) {
    // The provider's own word about this very grant, or an answer about another person, and nothing else ends a session.
    const over = isAuthError(error, 'grant-refused') && error.details.error === 'invalid_grant'
    if (over || isAuthError(error, 'id-token-rejected')) dropSession(call)
    throw error
  }
}

export function isRenewable(session: ServerSession): session is ServerSession & { readonly refreshToken: string } {
  return session.refreshToken !== undefined
}
