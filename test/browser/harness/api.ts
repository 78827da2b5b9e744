import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import { createLocalJWKSet, jwtVerify } from 'jose'

export interface ApiOptions {
  readonly issuer: string
  readonly audience: string
  readonly keys: JSONWebKeySet
}

/** A protected API: `GET` or `POST` anything with a token for it, and it tells who you are (RFC 9068, section 4). */
export function createApi({ issuer, audience, keys }: ApiOptions): RequestListener {
  const key = createLocalJWKSet(keys)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-expose-headers', 'www-authenticate')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', 'authorization, content-type')
      response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE')
      response.setHeader('access-control-max-age', '600')
      response.writeHead(204).end()
      return
    }
    response.setHeader('content-type', 'application/json')
    response.setHeader('cache-control', 'no-store')
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    try {
      const { payload } = await jwtVerify(token ?? '', key, { issuer, audience, typ: 'at+jwt' })
      response.end(JSON.stringify({ sub: payload.sub, scope: payload.scope, at: audience }))
    } catch {
      response.setHeader('www-authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer')
      response.writeHead(401).end('{}')
    }
  }

  return (request, response) => {
    void answer(request, response)
  }
}
