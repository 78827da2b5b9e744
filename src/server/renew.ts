import { isAuthError } from '../errors.js'
import { refresh } from '../protocol/grants.js'
import { unlikeTheLogin } from '../protocol/id-token.js'
import { judgeRenewal } from '../protocol/verdict.js'
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
  const special = Object.keys(more).length > 0
  try {
    const tokens = await refresh(await call.grant(), { refreshToken, claims, scope }, more)
    const person = { ...claims, ...tokens.claims, sub: claims.sub }
    const renewed = sessionOf({ ...(session.idToken && { idToken: session.idToken }), ...tokens }, person, startedAt)
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
    const verdict = isAuthError(error) && judgeRenewal(error, !special)
    if (verdict === 'ended' || (verdict === 'doubtful' && session.doubtful)) dropSession(call)
    else if (verdict === 'doubtful') await writeSession(call, { ...session, doubtful: true })
    throw error
  }
}

export function isRenewable(session: ServerSession): session is ServerSession & { readonly refreshToken: string } {
  return session.refreshToken !== undefined
}
