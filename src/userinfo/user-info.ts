import type { Client, IdentifiedClaims } from 'hallpass'
import { internalsOf } from '../client/client-internals.js'
import { AuthError, explained } from '../errors.js'
import { mainApi } from '../fetch/targets.js'
import { requestUserInfo } from '../protocol/user-info.js'
import type { StoredToken } from '../session/record.js'

/**
 * Asks the server's UserInfo endpoint who is signed in (OpenID Connect Core, section 5.3): for fresh claims,
 * and for those that do not fit into an ID Token. The session stays as it is. Rejects with `signed-out`, with
 * `configuration` where the endpoint takes no token of this session, with `invalid-response` for claims about
 * another person, and with `network`, `timeout` and `server-unavailable`.
 *
 * @example
 * const { email } = await userInfo(auth)
 */
export function userInfo<User>(client: Client<User>): Promise<IdentifiedClaims> {
  return explained(ask(client))
}

async function ask<User>(client: Client<User>): Promise<IdentifiedClaims> {
  const { context, token } = internalsOf(client)
  const used = await token({})
  const sub = context.current.record()?.claims.sub
  const deps = await context.protocolDeps()
  const askWith = (token: StoredToken) => requestUserInfo(deps, token, sub)
  // The session's only token may be for an API, and still be good. Without a refresh token a renewal would
  // end the session, so none is tried.
  const api = mainApi(context.settings.apis)
  const audience = api?.audience ?? api?.resource
  const renewable = !audience || context.current.record()?.renewable
  const claims =
    (await askWith(used)) ?? (renewable ? await askWith(await token({ rejected: used.value })) : undefined)
  if (claims) return claims
  const only = audience
    ? `: this one is for ${audience}. Leave 'resource' and 'audience' out of 'apis', or use the claims ` +
      'of the ID Token'
    : '. Was openid among the scopes?'
  throw new AuthError('configuration', {
    reason: `the UserInfo endpoint takes no access token of this session (HTTP 401)${only}`,
  })
}
