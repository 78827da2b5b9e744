import { keptToken } from '../protocol/server-part.js'
import { json } from './answers.js'
import type { Call } from './call.js'
import { takeFailure } from './failure-cookie.js'
import { type HeldToken, isAlive, latestEnd, readSession, type ServerSession } from './session-cookie.js'

/**
 * Who is signed in, by the cookie's word; nobody else is asked, and the cookie stays as it is. With the
 * access token that is at hand.
 */
export async function session(call: Call): Promise<Response> {
  const failure = await takeFailure(call)
  const found = await readSession(call)
  return json(200, {
    ...(failure && { failure: failure.error }),
    ...(failure?.description && { failure_description: failure.description }),
    ...(found ? signedIn(call, found) : { signed_in: false }),
  })
}

/** For the page: these members and no others, and never a refresh token. */
export function signedIn(call: Call, session: ServerSession): Readonly<Record<string, unknown>> {
  const { provider, now } = call
  const { claims, scope, accessToken, refreshToken, endsAt = Number.POSITIVE_INFINITY } = session
  const endsInMs = Math.min(endsAt, latestEnd(call, session)) - now()
  const token = accessToken && isAlive(accessToken, now()) ? accessToken : undefined
  return {
    signed_in: true,
    mode: provider.mode,
    claims,
    scope: scope.join(' '),
    renewable: refreshToken !== undefined,
    authorization_expires_in: Math.round(endsInMs / 1000),
    ...(token?.expiresAt !== undefined && { expires_in: Math.round((token.expiresAt - now()) / 1000) }),
    ...(token && { access_token: tokenForPage(call, token), token_type: 'Bearer' }),
  }
}

/**
 * In `proxy` mode a placeholder: another one for each token, so that a page can say which one an API refused.
 */
export function tokenForPage({ provider }: Call, { id = '', value }: HeldToken): string {
  return provider.mode === 'proxy' ? `${keptToken}.${id}` : value
}
