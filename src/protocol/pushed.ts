import { AuthError, isAuthError } from '../errors.js'
import { failure } from './failure.js'
import type { ProtocolDeps } from './grants.js'
import type { request } from './request.js'

const endpoint = 'pushed authorization request endpoint'

/**
 * Sends the parameters of an authorization request to the server in a request of its own (RFC 9126, section
 * 2), and returns the parameters that are left for the URL. Each login pushes anew, since a `request_uri` is
 * used once (section 4).
 */
export async function pushAuthorization(
  { server, clientId, network, prover }: ProtocolDeps,
  parameters: Readonly<Record<string, string>> | [string, string][],
  jkt: string | undefined,
  sendRequest: typeof request,
): Promise<Record<string, string>> {
  const { pushed_authorization_request_endpoint: url } = server
  if (!url)
    throw new AuthError('configuration', {
      option: 'pushed',
      reason: `the server's metadata has no ${endpoint}`,
    })
  const send = (proof?: { readonly dpop: string }): Promise<Response> =>
    sendRequest(network, endpoint, url, {
      method: 'POST',
      headers: { accept: 'application/json', ...proof },
      body: new URLSearchParams(parameters),
    })
  try {
    const response = await (prover && jkt
      ? prover.send({ role: 'authorization-server', method: 'POST', url }, { jkt }, send)
      : send())
    const body = await response.json()
    // RFC 9126, section 2.2: the status is 201, and `request_uri` is a string.
    if (response.status === 201 && typeof body.request_uri === 'string')
      return { client_id: clientId, request_uri: body.request_uri }
    if (typeof body.error === 'string') throw body
    throw new AuthError('invalid-response', { endpoint, problem: 'malformed', status: response.status })
  } catch (error) {
    if (isAuthError(error)) throw error
    const secrets = ['state', 'nonce', 'id_token_hint'].map((name) =>
      new URLSearchParams(parameters).get(name),
    )
    // A refusal here is the refusal that the server would have shown at its authorization endpoint (RFC 9126,
    // section 2.3).
    throw failure(error, network.clock.now(), {
      secrets,
      endpoint,
      proves: !!prover,
      refused: 'login-refused',
    })
  }
}
