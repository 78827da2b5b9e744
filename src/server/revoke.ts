import type { ProtocolDeps } from '../protocol/grants.js'
import { parseAnything, request } from '../protocol/request.js'
import { accessTokenOf, checkRevoked, revoke as tellServer } from '../protocol/revoke.js'
import type { Call } from './call.js'
import { basic } from './client-authentication.js'
import { isAlive, type ServerSession } from './session-cookie.js'

/**
 * Ends the grant at the provider, by the request that this provider understands. Resolves to `false` where
 * the provider has no revocation. Rejects where it refuses, and where it does not answer.
 */
export async function revoke(call: Call, { refreshToken, accessToken }: ServerSession): Promise<boolean> {
  const { provider } = call.provider
  if (provider.revoke === 'none') return false
  const isUsable = accessToken && (!refreshToken || isAlive(accessToken, call.now()))
  const held = { refreshToken, accessToken: isUsable ? accessToken.value : undefined }
  const deps = await call.protocolDeps()
  return provider.revoke === 'github-delete' ? deleteToken(call, deps, held) : tellServer(deps, held)
}

/** GitHub's REST API, "Delete an app token". */
async function deleteToken(
  { provider, clientId, clientSecret = '' }: Call,
  deps: ProtocolDeps,
  held: Parameters<typeof accessTokenOf>[1],
): Promise<boolean> {
  const url = provider.provider.endpoints?.revocation?.replace('{client_id}', encodeURIComponent(clientId))
  if (!url) return false
  const token = await accessTokenOf(deps, held)
  if (!token) return true
  const init = {
    method: 'DELETE',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: basic(clientId, clientSecret),
      'content-type': 'application/json',
      'user-agent': 'hallpass',
    },
    body: JSON.stringify({ access_token: token }),
  }
  await checkRevoked(await request(deps.network, 'revocation endpoint', url, init, parseAnything), token)
  return true
}
