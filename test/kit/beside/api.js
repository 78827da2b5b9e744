// An API on an origin of its own: it checks the token as an API does, and says whose it is.
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const issuer = 'http://localhost:4000/oidc'
const audience = 'http://localhost:4001/api'
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))

createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
  response.setHeader('access-control-allow-headers', 'authorization')
  response.setHeader('access-control-expose-headers', 'www-authenticate')
  response.setHeader('content-type', 'application/json')
  if (request.method === 'OPTIONS' || request.url === '/') return response.end('{}')
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const { payload } = await jwtVerify(token, keys, { issuer, audience })
    response.end(JSON.stringify({ sub: payload.sub }))
  } catch {
    response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}')
  }
}).listen(4001, 'localhost')
