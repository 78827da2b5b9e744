import { processUserInfoResponse, skipSubjectCheck, type UserInfoResponse } from 'oauth4webapi'
import { AuthError } from '../errors.js'
import { isSubject, readClaims } from './claims.js'
import type { AccessToken, ProtocolDeps } from './grants.js'
import { request } from './request.js'

const endpoint = 'UserInfo endpoint'

/**
 * Asks the server for the claims of the person that an access token is for (OpenID Connect Core, section
 * 5.3). Resolves to `undefined` where the server refuses the token with 401. `sub` is the subject of the ID
 * Token; without it there is nothing to compare (section 5.3.2).
 */
export async function requestUserInfo(
  { server, clientId, network, prover }: ProtocolDeps,
  { value, jkt }: AccessToken,
  sub: string | undefined,
): Promise<UserInfoResponse | undefined> {
  const { userinfo_endpoint: url } = server
  if (!url) throw new AuthError('configuration', { reason: `the server's metadata has no ${endpoint}` })
  const send = (proof?: { readonly dpop: string }): Promise<Response> =>
    request(network, endpoint, url, {
      headers: {
        accept: 'application/json',
        authorization: `${proof ? 'DPoP' : 'Bearer'} ${value}`,
        ...proof,
      },
    })
  const response = await (prover && jkt
    ? prover.send({ role: 'api', method: 'GET', url }, { jkt, value }, send)
    : send())
  if (response.status === 401) return undefined
  if (!response.ok) {
    const reason = `the ${endpoint} answered HTTP ${response.status}. Was openid among the scopes?`
    throw new AuthError('configuration', { reason })
  }
  try {
    const said = await processUserInfoResponse(
      server,
      { client_id: clientId },
      sub ?? skipSubjectCheck,
      response,
    )
    if (!isSubject(said.sub)) throw said
    return readClaims(said)
  } catch {
    const { status } = response
    const reason = 'it has no sub, or one of another person than the ID Token'
    throw new AuthError('invalid-response', { endpoint, problem: 'malformed', status, reason })
  }
}
