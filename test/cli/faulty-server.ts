import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What is wrong with a server, by what it does otherwise than a good one. */
export interface ServerFaults {
  /** Members of the metadata; `undefined` takes one away. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** The document that it has. Default: that of OpenID Connect. */
  readonly document?: 'openid' | 'oauth' | 'none' | 'html'
  /** The paths whose answers no page may read: `/token`. */
  readonly withoutCors?: readonly string[]
  /** The paths that refuse a preflight. */
  readonly withoutPreflight?: readonly string[]
  /** `Access-Control-Allow-Headers`. Default: `authorization, dpop`. */
  readonly allowHeaders?: string
  /** Which redirect URIs it leads back to. Default: `http://localhost:5173/`. */
  readonly redirectUris?: readonly string[] | 'any'
  /** Redirects only whoever navigates, to an error page of its own too, and answers others with JSON. */
  readonly redirectsNavigations?: boolean
  /** What the token endpoint answers a code that is none with. Default: `invalid_grant`. */
  readonly tokenError?: string
  /** How far its clock is behind, in milliseconds. */
  readonly behindMs?: number
  /** Leaves out `iss` in answers. */
  readonly withoutIss?: boolean
  /** Headers of the app's page, which stands at `/`. */
  readonly page?: Readonly<Record<string, string>>
  readonly pageHtml?: string
  readonly api?: (response: ServerResponse) => void
}

export interface FaultyServer {
  readonly issuer: string
  /** What was asked, as `GET /token`. */
  readonly requests: readonly { readonly what: string; readonly headers: IncomingMessage['headers'] }[]
}

const appOrigin = 'http://localhost:5173'

/** A server of a few lines for which each fault can be chosen. It stops with the test. */
export async function serveFaulty(faults: ServerFaults = {}): Promise<FaultyServer> {
  const requests: { what: string; headers: IncomingMessage['headers'] }[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    requests.push({ what: `${request.method} ${url.pathname}`, headers: request.headers })
    if (faults.behindMs !== undefined)
      response.setHeader('date', new Date(Date.now() - faults.behindMs).toUTCString())
    const isNavigation = request.headers['sec-fetch-mode'] === 'navigate'
    if (faults.redirectsNavigations && !isNavigation && url.pathname === '/authorize')
      send(response, 200, { redirect: true })
    else answer(request.method ?? 'GET', url, response)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const { document = 'openid', redirectUris = [`${appOrigin}/`], tokenError = 'invalid_grant' } = faults
  return { issuer, requests }

  function answer(method: string, { pathname, searchParams }: URL, response: ServerResponse): void {
    const isOpen = !faults.withoutCors?.includes(pathname)
    if (isOpen && pathname !== '/authorize') {
      response.setHeader('access-control-allow-origin', appOrigin)
      response.setHeader('access-control-expose-headers', 'Date, Retry-After, WWW-Authenticate, DPoP-Nonce')
    }
    if (method === 'OPTIONS') {
      if (!faults.withoutPreflight?.includes(pathname)) {
        response.setHeader('access-control-allow-headers', faults.allowHeaders ?? 'authorization, dpop')
      }
      response.writeHead(204).end()
      return
    }
    switch (pathname) {
      case '/.well-known/openid-configuration':
        if (document === 'html')
          response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
        else send(response, document === 'openid' ? 200 : 404, document === 'openid' ? metadata() : {})
        return
      case '/.well-known/oauth-authorization-server':
        send(response, document === 'oauth' ? 200 : 404, document === 'oauth' ? metadata() : {})
        return
      case '/token':
        send(response, 400, { error: tokenError, error_description: 'no such code' })
        return
      case '/authorize': {
        const redirectUri = searchParams.get('redirect_uri') ?? ''
        if (redirectUris !== 'any' && !redirectUris.includes(redirectUri)) {
          if (faults.redirectsNavigations) {
            const about = 'error=invalid_redirect&error_description=invalid+redirect+uri'
            response.writeHead(302, { location: `${issuer}/page?${about}` }).end()
            return
          }
          response
            .writeHead(400, { 'content-type': 'text/html' })
            .end('<p>The redirect_uri is not registered.</p>')
          return
        }
        const back = new URL(redirectUri)
        back.searchParams.set('error', 'login_required')
        back.searchParams.set('state', searchParams.get('state') ?? '')
        if (!faults.withoutIss) back.searchParams.set('iss', issuer)
        response.writeHead(303, { location: back.href }).end()
        return
      }
      case '/page':
        response.writeHead(200, { 'content-type': 'text/html', ...faults.page }).end(faults.pageHtml ?? '')
        return
      case '/api':
        if (faults.api) faults.api(response)
        else response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
        return
      default:
        send(response, pathname === '/userinfo' ? 401 : 200, {})
    }
  }

  function metadata(): object {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      revocation_endpoint: `${issuer}/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/jwks`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: ['authorization_code', 'refresh_token'],
      ...faults.metadata,
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
