import { keptToken } from '../protocol/server-part.js'
import { json } from './answers.js'
import type { Call } from './call.js'
import { takeFailure } from './failure-cookie.js'
import { type HeldToken, isAlive, latestEnd, readSession, type ServerSession } from './session-cookie.js'

/**
 * Answers who is signed in, as the cookie says, with the access token that it holds. The provider is not
 * asked, and the cookie stays as it is.
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
 * In `proxy` mode the page gets a placeholder. Each access token has another one, so that a page can say
 * which token an API has refused.
 */
export function tokenForPage({ provider }: Call, { id = '', value }: HeldToken): string {
  return provider.mode === 'proxy' ? `${keptToken}.${id}` : value
}
