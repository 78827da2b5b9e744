import type { Client } from '../client/client.js'
import { insideOf } from '../client/inside.js'
import { explained } from '../errors.js'
import type { IdentifiedClaims, StoredToken } from '../session/record.js'

/**
 * Asks the server who is signed in (OpenID Connect Core, section 5.3): fresh claims, and those that do not fit into an ID Token. The
 * session stays as it is. Rejects with `signed-out`, with `invalid-response` for what is about anybody else, and with `network`,
 * `timeout` and `server-unavailable`.
 *
 * @example
 * const { email } = await userInfo(auth)
 */
export async function userInfo<User>(client: Client<User>): Promise<IdentifiedClaims> {
  const { context, engine, token } = insideOf(client)
  const used = await token({})
  const sub = context.current.record()?.claims.sub
  const grant = await (await engine()).grant()
  const { requestUserInfo } = await import('../protocol/user-info.js').catch(async () => {
    throw await explained('network', { endpoint: "rest of this library's script" })
  })
  const ask = (token: StoredToken) => requestUserInfo(grant, token, sub)
  const claims = (await ask(used)) ?? (await ask(await token({ rejected: used.value })))
  if (claims) return claims
  throw await explained('invalid-response', {
    endpoint: 'UserInfo endpoint',
    problem: 'malformed',
    status: 401,
    reason: 'it takes no access token of this session',
  })
}
