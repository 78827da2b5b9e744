import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AccessTokenRules, checkBearerToken } from './bearer-token.js'

/** `GET /api/me`: tells whoever holds a good access token what it says about them. */
export async function answerMe(
  request: IncomingMessage,
  response: ServerResponse,
  rules: AccessTokenRules,
): Promise<void> {
  if (request.method !== 'GET') {
    response.writeHead(405, { allow: 'GET' }).end()
    return
  }
  const verdict = await checkBearerToken(request.headers.authorization, rules)
  switch (verdict.status) {
    case 'allowed': {
      const { sub, scope, exp = 0 } = verdict.claims
      const body = { sub, scope, tokenExpires: new Date(exp * 1000).toISOString() }
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(JSON.stringify(body))
      return
    }
    case 'refused':
      response.writeHead(verdict.httpStatus, {
        'www-authenticate': verdict.challenge,
        'cache-control': 'no-store',
      })
      response.end()
  }
}
