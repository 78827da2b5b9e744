import { withParameters } from '../protocol/authorize.js'
import type { SignedOutThere } from '../protocol/server-part.js'
import { json } from './answers.js'
import { auditError } from './audit-error.js'
import type { Call } from './call.js'
import { readForm } from './read-body.js'
import { endSession } from './renew.js'
import { revoke } from './revoke.js'
import type { ServerSession } from './session-cookie.js'

/** Forgets the session first and always, then tells the provider, and tells the page where the provider's own sign-out is. */
export async function logout(call: Call): Promise<Response> {
  const everywhere = (await readForm(call.request)).get('everywhere') !== '0'
  const session = await endSession(call)
  if (!session) return json(200, {})
  const provider = call.provider.name
  const revoked = await revoke(call, session).catch((error) => {
    const secrets = [call.clientSecret, session.refreshToken, session.accessToken?.value]
    call.audit({ type: 'revocation-failed', provider, error: auditError(error, secrets) })
    return 'failed' as const
  })
  call.audit({ type: 'signed-out', provider, sub: session.claims.sub, revoked: revoked === true })
  const location = everywhere ? await endSessionUrl(call, session) : undefined
  const answer: SignedOutThere = {
    ...(location && { location }),
    ...(revoked === 'failed' && { revocation: 'failed' }),
  }
  return json(200, answer)
}

/** OpenID Connect RP-Initiated Logout, section 2. */
async function endSessionUrl(call: Call, { idToken }: ServerSession): Promise<string | undefined> {
  const { server, clientId, origin, provider } = call
  if (provider.provider.endSession === 'none') return undefined
  const grant = await call.grant().catch(() => undefined)
  const endpoint = grant?.server.end_session_endpoint
  if (!endpoint) return undefined
  const home = `${server.origins.includes(origin) ? origin : server.origins[0]}/`
  const parameters = {
    client_id: clientId,
    post_logout_redirect_uri: provider.postLogoutRedirectUri ?? home,
    ...(idToken && { id_token_hint: idToken }),
  }
  return withParameters(endpoint, grant.dialect?.endSession?.(parameters) ?? parameters)
}
