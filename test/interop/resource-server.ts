import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { createProofCheck } from '../browser/harness/proof.js'
import type { Facts } from './facts.js'

export interface ResourceServer {
  readonly origin: string
  /** The authorization server whose tokens are good from now on. */
  trust(facts: Facts, metadata: Readonly<Record<string, unknown>>): void
  close(): void
}

type Check = (token: string) => Promise<JWTPayload>

/**
 * An API that asks the authorization server, or its keys, whether a token is good, and checks proofs itself.
 */
export async function serveApi(): Promise<ResourceServer> {
  let check: Check = async () => {
    throw new Error('nobody is trusted yet')
  }
  const proofs = createProofCheck(false)
  const server = createServer((request, response) => {
    answer(request, response).catch(() =>
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}'),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-expose-headers', 'www-authenticate, dpop-nonce')
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', 'authorization, dpop')
      response.setHeader('access-control-max-age', '600')
      response.writeHead(204).end()
      return
    }
    const [, scheme, token = ''] = /^(Bearer|DPoP) (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const claims = await check(token)
    const isBound = claims.cnf !== undefined
    const problem = isBound ? await proofs.problem(request, origin, token, claims) : undefined
    if (isBound !== (scheme === 'DPoP') || problem) {
      response.writeHead(401, { 'www-authenticate': `DPoP error="${problem ?? 'invalid_token'}"` }).end('{}')
      return
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ sub: claims.sub }))
  }

  return {
    origin,
    trust: ({ issuer, introspection, resource }, metadata) => {
      if (introspection) {
        check = (token) => introspect(String(metadata.introspection_endpoint), introspection, token)
      } else {
        const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)))
        const audience = resource && { audience: resource }
        check = async (token) =>
          (await jwtVerify(token, keys, { issuer, clockTolerance: 0, ...audience })).payload
      }
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function introspect(
  endpoint: string,
  { clientId, clientSecret }: NonNullable<Facts['introspection']>,
  token: string,
): Promise<JWTPayload> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ token }),
  })
  const claims = (await answer.json()) as JWTPayload & { readonly active?: boolean }
  if (!claims.active) throw new Error('the token is not active')
  return claims
}
