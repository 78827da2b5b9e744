import { json } from './answers.js'
import type { Call } from './call.js'
import { takeFailure } from './failure-cookie.js'
import { isAlive, readSession, type ServerSession } from './session-cookie.js'

/** Who is signed in, by the cookie's word; nobody else is asked. With the access token that is at hand, for a page that may have it. */
export async function session(call: Call): Promise<Response> {
  const failure = await takeFailure(call)
  const found = await readSession(call)
  return json(200, {
    ...(failure && { failure: failure.error }),
    ...(found ? signedIn(call, found) : { signed_in: false }),
  })
}

/** For the page: these members and no others, and never a refresh token. */
export function signedIn(
  { provider, now }: Call,
  { claims, scope, accessToken, refreshToken }: ServerSession,
): Readonly<Record<string, unknown>> {
  const token = accessToken && isAlive(accessToken, now()) ? accessToken : undefined
  return {
    signed_in: true,
    mode: provider.mode,
    claims,
    scope: scope.join(' '),
    renewable: refreshToken !== undefined,
    ...(token?.expiresAt !== undefined && { expires_in: Math.round((token.expiresAt - now()) / 1000) }),
    ...(token && provider.mode === 'mediated' && { access_token: token.value, token_type: 'Bearer' }),
  }
}
