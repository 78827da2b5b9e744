import { createLoginSecrets } from '../protocol/authorize.js'
import { endSessionUrl } from '../protocol/end-session.js'
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
  const form = await readForm(call.request)
  const everywhere = form.get('everywhere') !== '0'
  const session = await endSession(call)
  if (!session) return json(200, {})
  const provider = call.provider.name
  const revoked = await revoke(call, session).catch((error) => {
    const secrets = [call.clientSecret, session.refreshToken, session.accessToken?.value]
    call.audit({ type: 'revocation-failed', provider, error: auditError(error, secrets) })
    return 'failed' as const
  })
  call.audit({ type: 'signed-out', provider, sub: session.claims.sub, revoked: revoked === true })
  const location = everywhere ? await providersSignOut(call, session, form.get('state')) : undefined
  const answer: SignedOutThere = {
    ...(location && { location }),
    ...(revoked === 'failed' && { revocation: 'failed' }),
  }
  return json(200, answer)
}

/** Where the provider's own sign-out is. `state` is the page's, which recognises by it that it comes back from there. */
async function providersSignOut(
  call: Call,
  { idToken }: ServerSession,
  state: string | undefined,
): Promise<string | undefined> {
  const { server, origin, provider } = call
  if (provider.provider.endSession === 'none') return undefined
  const grant = await call.grant().catch(() => undefined)
  if (!grant) return undefined
  const home = `${server.origins.includes(origin) ? origin : server.origins[0]}/`
  const sent = state && /^[\w.~-]{1,200}$/.test(state) ? state : createLoginSecrets().state
  return endSessionUrl(grant, provider.postLogoutRedirectUri ?? home, sent, idToken)
}
