// The API that the examples call: `node examples/orders-api.mjs`. Vite serves it below `/api` of the app.

import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { createRemoteJWKSet, jwtVerify } from 'jose'

/**
 * `GET /api/orders` with an access token for this API (RFC 9068) answers with the orders of its person.
 *
 * @param {{ issuer: string, audience: string }} trusted
 * @returns {import('node:http').RequestListener}
 */
export function ordersApi({ issuer, audience }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  return async (request, response) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify([`A book for ${payload.sub}`, `A pen for ${payload.sub}`]))
    } catch {
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { PORT = '8080', APP = 'http://localhost:5173', ISSUER = `${APP}/oidc` } = process.env
  createServer(ordersApi({ issuer: ISSUER, audience: `${APP}/api` })).listen(Number(PORT), 'localhost')
}
