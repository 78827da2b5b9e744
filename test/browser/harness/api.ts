import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createProofCheck } from './proof.js'

export interface ApiOptions {
  readonly issuer: string
  readonly audience: string
  readonly keys: JSONWebKeySet
  /** Wants a nonce of its own in each proof (RFC 9449, section 9). */
  readonly nonces: boolean
}

/**
 * A protected API: `GET` or `POST` anything with a token for it, and it tells who you are (RFC 9068, section
 * 4). A token that is bound to a key is good with a proof of it, and with nothing else.
 */
export function createApi({ issuer, audience, keys, nonces }: ApiOptions): RequestListener {
  const key = createLocalJWKSet(keys)
  const proofs = createProofCheck(nonces)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-expose-headers', 'www-authenticate, dpop-nonce')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', 'authorization, content-type, dpop')
      response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE')
      response.setHeader('access-control-max-age', '600')
      response.writeHead(204).end()
      return
    }
    response.setHeader('content-type', 'application/json')
    response.setHeader('cache-control', 'no-store')
    const [, scheme = 'Bearer', token] =
      /^(Bearer|DPoP) (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const refuse = (error?: string): void => {
      response.setHeader(
        'www-authenticate',
        error ? `${scheme} error="${error}"` : 'Bearer, DPoP algs="ES256"',
      )
      response.writeHead(401).end('{}')
    }
    try {
      const { payload } = await jwtVerify(token ?? '', key, { issuer, audience, typ: 'at+jwt' })
      const isBound = payload.cnf !== undefined
      const problem = isBound ? await proofs.problem(request, audience, token ?? '', payload) : undefined
      const nonce = isBound && proofs.nonce()
      if (nonce) response.setHeader('dpop-nonce', nonce)
      if (isBound !== (scheme === 'DPoP')) refuse('invalid_token')
      else if (problem) refuse(problem)
      else response.end(JSON.stringify({ sub: payload.sub, scope: payload.scope, at: audience }))
    } catch {
      refuse(token && 'invalid_token')
    }
  }

  return (request, response) => {
    void answer(request, response)
  }
}
