import { explained } from '../errors.js'
import { revoke as tellServer } from '../protocol/logout.js'
import type { Call } from './call.js'
import { basic } from './client-authentication.js'
import type { ServerSession } from './session-cookie.js'

/** Ends the grant at the provider, the way it wants to be told. With the refresh token goes the whole grant (RFC 7009, section 2.1). */
export async function revoke(call: Call, { refreshToken, accessToken }: ServerSession): Promise<void> {
  const { provider } = call.provider
  const kept = provider.dialect?.revokeWith === 'access_token' ? undefined : refreshToken
  const token = kept ?? accessToken?.value
  if (!token) return
  switch (provider.revoke) {
    case 'rfc7009':
    case 'dialect':
      return tellServer(await call.grant(), token, kept ? 'refresh_token' : 'access_token')
    case 'github-delete':
      return accessToken && deleteToken(call, accessToken.value)
    case 'none':
      return undefined
  }
}

/** GitHub's REST API, "Delete an app token". */
async function deleteToken(
  { provider, clientId, clientSecret = '', network, send }: Call,
  token: string,
): Promise<void> {
  const url = provider.provider.endpoints?.revocation?.replace('{client_id}', encodeURIComponent(clientId))
  if (!url) return
  const response = await send(url, {
    method: 'DELETE',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: basic(clientId, clientSecret),
      'content-type': 'application/json',
      'user-agent': 'hallpass',
    },
    body: JSON.stringify({ access_token: token }),
    redirect: 'manual',
    signal: AbortSignal.timeout(network.timeoutMs),
  })
  await response.body?.cancel()
  // 404 and 422: unknown there, which is as good as deleted.
  if (!response.ok && ![404, 422].includes(response.status)) {
    throw await explained('server-unavailable', { endpoint: 'revocation endpoint', status: response.status })
  }
}
