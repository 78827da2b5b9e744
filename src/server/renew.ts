import { isAuthError } from '../errors.js'
import { reasonText } from '../explain.js'
import { refresh } from '../protocol/grants.js'
import { judgeRenewal, type Verdict } from '../protocol/judge-renewal.js'
import type { Call } from './call.js'
import { Refusal } from './refusal.js'
import type { Renewed } from './renewals.js'
import { revoke } from './revoke.js'
import type { RenewableSession, SealedSession, ServerSession } from './server-session.js'
import { dropSealed, hasEnded, renewedCookies, sessionOf } from './session-cookie.js'

/**
 * A new access token for the session's refresh token, which is replaced in the same answer where the provider
 * rotates it. A token that is for less (`more` has a scope or a resource) is handed out and not kept: it is
 * not the session's. Requests with one cookie share one renewal. Only the `token` route renews: pages call it
 * in turn, in all their tabs.
 */
export async function renew(
  call: Call,
  found: SealedSession & { readonly session: RenewableSession },
  more: Readonly<Record<string, string>>,
): Promise<ServerSession> {
  const { renewals } = call
  const { sealed, session, place } = found
  const asked = JSON.stringify(more)
  const earlier = renewals.find(sealed)
  if (earlier && earlier.asked !== asked) {
    const renewed = await earlier.wait().catch((error) => {
      // That renewal failed, and still holds the refresh token, so this one fails as well.
      if (renewals.find(sealed) === earlier) throw error
    })
    // The cookies of the other renewal are not set here, since the call below sets newer ones.
    return renew(call, renewed ? { ...found, sealed: renewed.sealed, session: renewed.kept } : found, more)
  }
  let renewed: Renewed
  try {
    checkStillThere()
    renewed = await (earlier ?? renewals.add(sealed, asked, exchange(call, found, more))).wait()
    // Somebody may have signed out, or signed in, while the provider was asked.
    checkStillThere()
  } catch (error) {
    if (renewals.isReplaced(session.id)) throw replaced()
    const verdict = verdictOf(error, more)
    const { accessToken, doubtful } = session
    // A doubtful answer does not end a session whose access token is still good.
    const confirmed =
      verdict === 'doubtful' && doubtful && (!accessToken || hasEnded(accessToken, call.now()))
    if (verdict === 'ended' || confirmed) dropSealed(call, found)
    else if (verdict === 'doubtful' && !renewals.isSignedOut(sealed)) {
      call.setCookies.push(...(await renewedCookies(call, place, { ...session, doubtful: true })).cookies)
    }
    throw error
  }
  // The tokens of this renewal have been renewed in the meantime, so its cookies contain a spent refresh
  // token. A page without Web Locks may ask as late as this.
  if (renewals.find(renewed.sealed)) {
    return renew(call, { ...found, sealed: renewed.sealed, session: renewed.kept }, more)
  }
  call.setCookies.push(...renewed.cookies)
  return renewed.given

  function checkStillThere(): void {
    if (renewals.isReplaced(session.id)) throw replaced()
    if (renewals.isSignedOut(sealed)) throw signedOut()
  }
}

async function exchange(
  call: Call,
  { session, place }: SealedSession & { readonly session: RenewableSession },
  more: Readonly<Record<string, string>>,
): Promise<Renewed> {
  const { refreshToken, claims, scope } = session
  const tokens = await refresh(await call.protocolDeps(), { refreshToken, claims, scope }, more)
  const person = { ...claims, ...tokens.claims, sub: claims.sub }
  const hint = session.idToken && { idToken: session.idToken }
  const renewed = sessionOf({ ...hint, ...tokens }, person, session)
  const special = Object.keys(more).length > 0
  const { accessToken: _, ...rest } = renewed
  const kept = {
    ...(special ? { ...rest, ...(session.accessToken && { accessToken: session.accessToken }) } : renewed),
    refreshToken: renewed.refreshToken ?? refreshToken,
    scope: special ? scope : renewed.scope,
  }
  const stored = await renewedCookies(call, place, kept).catch(async (error) => {
    // The provider may have replaced the refresh token, and the new one could not be stored, so the grant is
    // revoked.
    await revoke(call, kept).catch(() => {})
    throw isAuthError(error) ? new Refusal(400, 'invalid_grant', error.message) : error
  })
  call.audit({
    type: 'renewed',
    provider: call.provider.name,
    sub: claims.sub,
    ...(tokens.unlike && { note: reasonText(`other-login: ${tokens.unlike.join(' and ')}`) }),
  })
  return { ...stored, kept, given: renewed }
}

export function isRenewable(
  found: SealedSession,
): found is SealedSession & { readonly session: RenewableSession } {
  return found.session.refreshToken !== undefined
}

/** What a failed renewal says about the session. */
function verdictOf(error: unknown, more: Readonly<Record<string, string>>): Verdict {
  if (error instanceof Refusal) return error.error === 'invalid_grant' ? 'ended' : 'goes-on'
  return isAuthError(error) ? judgeRenewal(error, Object.keys(more).length === 0) : 'goes-on'
}

function signedOut(): Refusal {
  return new Refusal(400, 'invalid_grant', 'The person has signed out meanwhile.')
}

/** The page asks again, with the cookie of the session that there is now. */
function replaced(): Refusal {
  return new Refusal(503, 'temporarily_unavailable', 'Somebody has signed in meanwhile. Please try again.')
}
