import { AuthError, type AuthErrorDetails } from '../errors.js'
import { own, ownInit } from '../own.js'
import type { StoredToken } from '../session/record.js'
import type { AuthFetchWorld } from './call.js'
import { createRefusals } from './refused.js'

/**
 * `fetch` with a token for the APIs that may have one. The decision is made once, on the very `Request` that
 * is sent.
 */
export function createAuthFetch(world: AuthFetchWorld): typeof fetch {
  const refusals = createRefusals(world)

  return async (input, given) => {
    const init = ownInit(given)
    let request = new Request(input, init)
    const { url, method, signal, headers, mode } = request
    const target = world.find(url)
    if (!target && world.otherUrls === 'plain') return world.fetch(request)
    if (!target) throw refusal('not-listed')
    if (mode === 'no-cors') throw refusal('no-cors')
    const proofs = target.dpop ? world.prover?.begin({ role: 'api', method, url }) : undefined
    if (headers.has('authorization') || (proofs && headers.has('dpop'))) throw refusal('own-authorization')

    // Within one origin a redirect keeps the `Authorization` header, and could lead out of the path that is
    // listed. On the way to another origin the browser drops that header (Fetch, HTTP-redirect fetch), but
    // not a proof. So such calls follow no redirect.
    const stays = !!(target.path || proofs) && request.redirect === 'follow'
    if (stays) request = new Request(request, own<RequestInit>({ redirect: 'manual' }))
    const hasBody = !/^(GET|HEAD)$/.test(method)
    const copy = hasBody && !(init?.body instanceof ReadableStream) ? request.clone() : undefined
    const spare = hasBody ? copy : request
    const token = await world.token({ tokenKey: target.token, signal })
    const person = world.person()
    const response = await send(request, token)
    if (response.status !== 401 && response.status !== 403) return response
    return refusals.answer({ url, target, signal, person, spare, proofs, send }, token, response)

    async function send(request: Request, token: StoredToken): Promise<Response> {
      const { value, jkt } = token
      const proof = jkt && (await proofs?.next({ jkt, value }))
      if (proof) request.headers.set('dpop', proof)
      request.headers.set('authorization', `${proof ? 'DPoP' : 'Bearer'} ${value}`)
      const response = await world.fetch(request)
      proofs?.learn(response)
      if (stays && response.type === 'opaqueredirect') throw refusal('redirect')
      return response
    }

    function refusal(reason: AuthErrorDetails['target-not-allowed']['reason']): AuthError {
      return new AuthError('target-not-allowed', { url: url.replace(/[?#].*/s, ''), reason })
    }
  }
}
