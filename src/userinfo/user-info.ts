import type { Client } from '../client/client.js'
import { insideOf } from '../client/inside.js'
import { AuthError } from '../errors.js'
import { type Api, asApi, mainApi } from '../fetch/targets.js'
import { own } from '../own.js'
import { requestUserInfo } from '../protocol/user-info.js'
import type { IdentifiedClaims, StoredToken } from '../session/record.js'

/**
 * Asks the server who is signed in (OpenID Connect Core, section 5.3): fresh claims, and those that do not fit into an ID Token. The
 * session stays as it is. Rejects with `signed-out`, with `configuration` where the endpoint takes no token of this session, with
 * `invalid-response` for what is about anybody else, and with `network`, `timeout` and `server-unavailable`.
 *
 * @example
 * const { email } = await userInfo(auth)
 */
export async function userInfo<User>(client: Client<User>): Promise<IdentifiedClaims> {
  const { context, token } = insideOf(client)
  const used = await token({})
  const sub = context.current.record()?.claims.sub
  const grant = await context.grant()
  const ask = (token: StoredToken) => requestUserInfo(grant, token, sub)
  // The only token may be for an API, and as good as new: without a refresh token, to have it renewed would end the session.
  const api = mainApi(context.settings.apis)
  const { resource, audience = resource } = own<Partial<Api>>(api === undefined ? undefined : asApi(api))
  const renewable = !audience || context.current.record()?.renewable
  const claims = (await ask(used)) ?? (renewable ? await ask(await token({ rejected: used.value })) : undefined)
  if (claims) return claims
  const only = audience
    ? `: the one it was shown is for ${audience}. Leave 'resource' or 'audience' out of 'apis', or take the claims of the ID Token`
    : '. Was openid among the scopes?'
  throw new AuthError('configuration', {
    reason: `the UserInfo endpoint takes no access token of this session (HTTP 401)${only}`,
  })
}
