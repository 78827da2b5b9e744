import { AuthError, isAuthError, withRawAnswer } from '../errors.js'
import { own } from '../own.js'
import { errorCode } from './failure.js'
import { type ProtocolDeps, refresh } from './grants.js'
import { post } from './request.js'

/** The tokens of a grant that is to be revoked. */
export interface Revocable {
  readonly refreshToken?: string | undefined
  /** An access token that has not expired. */
  readonly accessToken?: string | undefined
  /** The key that the tokens are bound to. */
  readonly jkt?: string | undefined
}

/**
 * Ends a grant at the server (RFC 7009): by the refresh token, whose revocation ends the whole grant (section
 * 2.1), or by an access token. Resolves to `false` where the server has no revocation endpoint. Rejects with
 * `revocation-refused` where the server refuses, or with the error that kept the request from the server.
 */
export async function revoke(deps: ProtocolDeps, held: Revocable): Promise<boolean> {
  const { server, clientId, network, dialect, prover } = deps
  const { refreshToken, jkt } = own(held)
  const url = server.revocation_endpoint
  if (!url) return false
  const byAccessToken = dialect?.revokeWith || !refreshToken
  const token = byAccessToken ? await accessTokenOf(deps, held) : refreshToken
  if (!token) return true
  const form = {
    client_id: clientId,
    token,
    token_type_hint: byAccessToken ? 'access_token' : 'refresh_token',
  }
  const send = (proof?: { readonly dpop: string }): Promise<Response> =>
    post(network, 'revocation endpoint', url, form, dialect, proof)
  const request = { role: 'authorization-server', method: 'POST', url, last: true } as const
  // Where the key is lost, nobody can use the tokens. A server that wants no proof of a revocation still ends
  // the grant.
  const proven = prover && jkt && !(await prover.lostKey(jkt))
  const response = await (proven ? prover.send(request, { jkt }, send) : send())
  await checkRevoked(response, token)
  return true
}

/**
 * The access token that ends a grant: the one that is held, or a new one where that has expired, since a
 * server does not know an expired token any more, and the refresh token would live on. Resolves to
 * `undefined` where the grant is over already.
 */
export async function accessTokenOf(
  deps: ProtocolDeps,
  { refreshToken, accessToken, jkt }: Revocable,
): Promise<string | undefined> {
  if (accessToken || !refreshToken) return accessToken
  try {
    return (await refresh(deps, { refreshToken, claims: {}, scope: [], jkt }, {})).accessToken.value
  } catch (error) {
    if (isAuthError(error, 'grant-refused') && error.details.error === 'invalid_grant') return undefined
    throw error
  }
}

/**
 * RFC 7009, section 2.2: the answer for an unknown token is a 200, and every other status is a refusal. Some
 * servers refuse with a 200 and an `error`.
 */
export async function checkRevoked(response: Response, token: string): Promise<void> {
  const body = await response.json()
  const { ok, status } = response
  if (ok && body.error === undefined) return
  const error = errorCode(body.error)
  const refused = new AuthError('revocation-refused', { status, ...(error && { error }) })
  throw withRawAnswer(refused, { body, secrets: [token] })
}
