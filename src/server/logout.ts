import { createLoginSecrets } from '../protocol/authorization.js'
import { endSessionUrl } from '../protocol/end-session.js'
import type { ServerPartSignOut } from '../protocol/server-part.js'
import { json } from './answers.js'
import { auditError } from './audit-error.js'
import type { Call } from './call.js'
import { inTime } from './in-time.js'
import { dropLogins } from './login-cookie.js'
import { readForm } from './read-body.js'
import { revoke } from './revoke.js'
import { dropSession, openSession, type ServerSession } from './session-cookie.js'

/**
 * How long the provider may take, in milliseconds. The answer deletes the session cookie, and the page waits
 * for it for ten seconds by default. If the answer waited for a provider that does not respond, it would come
 * too late, and the session would stay in the browser.
 */
const patienceMs = 4000

/**
 * Deletes the session first and in every case, and answers with the URL of the provider's own sign-out. The
 * newest tokens of the session are revoked, since a renewal may be under way. The page gets its answer
 * whether the provider responds or not.
 */
export async function logout(call: Call): Promise<Response> {
  const form = await readForm(call.request)
  const everywhere = form.get('everywhere') !== '0'
  const found = await openSession(call)
  dropSession(call)
  await dropLogins(call)
  if (!found) return json(200, {})
  const { provider, network } = call
  let session: ServerSession = found.session
  const revocation = call.renewals.signOut(found.sealed).then((newest) => {
    session = newest ?? session
    return revoke(call, session)
  })
  const waitMs = Math.min(patienceMs, network.timeoutMs)
  const [revoked, location] = await Promise.all([
    inTime(network, waitMs, 'revocation endpoint', revocation).catch((error) => {
      const secrets = [call.clientSecret, session.refreshToken, session.accessToken?.value]
      call.audit({ type: 'revocation-failed', provider: provider.name, error: auditError(error, secrets) })
      return 'failed' as const
    }),
    everywhere
      ? inTime(
          network,
          waitMs,
          'end session endpoint',
          providersSignOut(call, found.session, form.get('state')),
        ).catch(() => undefined)
      : undefined,
  ])
  call.audit({
    type: 'signed-out',
    provider: provider.name,
    sub: session.claims.sub,
    revoked: revoked === true,
  })
  const answer: ServerPartSignOut = {
    ...(location && { location }),
    ...(revoked === 'failed' && { revocation: 'failed' }),
  }
  return json(200, answer)
}

/**
 * The URL of the provider's own sign-out. The page recognises by `state`, which is its own, that it comes
 * back from there.
 */
async function providersSignOut(
  call: Call,
  { idToken }: ServerSession,
  state: string | undefined,
): Promise<string | undefined> {
  const { server, origin, provider } = call
  if (provider.provider.endSession === 'none') return undefined
  const deps = await call.protocolDeps().catch(() => undefined)
  if (!deps) return undefined
  const home = `${server.origins.includes(origin) ? origin : server.origins[0]}/`
  const sent = state && /^[\w.~-]{1,200}$/.test(state) ? state : createLoginSecrets().state
  return endSessionUrl(deps, provider.postLogoutRedirectUri ?? home, sent, idToken)
}
