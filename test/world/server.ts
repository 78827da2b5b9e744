import type { Clock } from '../../src/clock.js'

export const issuer = 'https://login.example'
export const clientId = 'app'

/** What a test may put in the place of an answer. `proceed` is what the server would have done. */
export type Spoiler = (
  endpoint: string,
  proceed: () => Promise<Response>,
  request: Request,
) => Promise<Response>

/**
 * An authorization server and an API, as `fetch`: rotates refresh tokens, and revokes the grant when one is
 * used twice.
 */
export interface TestServer {
  readonly fetch: typeof fetch
  /** The endpoints asked, in order. */
  readonly requests: string[]
  /** The access tokens the API saw. */
  readonly seen: string[]
  spoil?: Spoiler
  expiresIn: number | undefined
  /** Changes the claims of each ID Token. */
  claims: (claims: Record<string, unknown>) => Record<string, unknown>
  /** Changes each answer of the token endpoint. */
  answer: (body: Record<string, unknown>) => Record<string, unknown>
  metadata: Record<string, unknown>
  user: string
  /** The person agrees: where the browser is sent back to. */
  authorize(request: string): string
  /** Forgets every grant. */
  revokeAll(): void
}

export function createTestServer(clock: Clock): TestServer {
  const codes = new Map<
    string,
    { nonce: string | null; challenge: string | null; sub: string; scope: string }
  >()
  const refreshTokens = new Map<string, { grant: string; sub: string; used: boolean; scope: string }>()
  const grants = new Set<string>()
  const accessTokens = new Map<string, string>()
  let count = 0

  const server: TestServer = {
    requests: [],
    seen: [],
    expiresIn: 3600,
    user: 'ada',
    claims: (claims) => claims,
    answer: (body) => body,
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname, origin } = new URL(request.url)
      const endpoint = origin === issuer ? pathname.slice(1) : 'api'
      server.requests.push(endpoint)
      const proceed = (): Promise<Response> => handle(endpoint, request)
      return server.spoil ? server.spoil(endpoint, proceed, request) : proceed()
    },
    authorize(request) {
      const { searchParams } = new URL(request)
      const code = `code-${++count}`
      const [nonce, challenge] = [searchParams.get('nonce'), searchParams.get('code_challenge')]
      codes.set(code, { nonce, challenge, sub: server.user, scope: searchParams.get('scope') ?? '' })
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      for (const [name, value] of Object.entries({
        code,
        state: searchParams.get('state') ?? '',
        iss: issuer,
      })) {
        back.searchParams.set(name, value)
      }
      return back.href
    },
    revokeAll: () => grants.clear(),
  }
  return server

  async function handle(endpoint: string, request: Request): Promise<Response> {
    switch (endpoint) {
      case '.well-known/openid-configuration':
        return Response.json(server.metadata)
      case 'token':
        return token(new URLSearchParams(await request.text()))
      case 'revoke':
        grants.delete(
          refreshTokens.get(new URLSearchParams(await request.text()).get('token') ?? '')?.grant ?? '',
        )
        return new Response(null, { status: 200 })
      case 'api': {
        const value = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
        server.seen.push(value)
        const grant = accessTokens.get(value)
        return grant && grants.has(grant) ? Response.json({ ok: true }) : new Response(null, { status: 401 })
      }
      default:
        return new Response('not found', { status: 404 })
    }
  }

  async function token(form: URLSearchParams): Promise<Response> {
    const refuse = (error: string): Response => Response.json({ error }, { status: 400 })
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      if (!code || (await challengeOf(form.get('code_verifier') ?? '')) !== code.challenge)
        return refuse('invalid_grant')
      const grant = `grant-${++count}`
      grants.add(grant)
      return issue(grant, code.sub, code.scope, code.nonce)
    }
    const refreshToken = refreshTokens.get(form.get('refresh_token') ?? '')
    if (!refreshToken || !grants.has(refreshToken.grant)) return refuse('invalid_grant')
    if (refreshToken.used) {
      grants.delete(refreshToken.grant)
      return refuse('invalid_grant')
    }
    refreshToken.used = true
    return issue(refreshToken.grant, refreshToken.sub, refreshToken.scope, null)
  }

  function issue(grant: string, sub: string, scope: string, nonce: string | null): Response {
    const [access, refresh] = [`access-${++count}`, `refresh-${++count}`]
    accessTokens.set(access, grant)
    refreshTokens.set(refresh, { grant, sub, used: false, scope })
    const now = Math.floor(clock.now() / 1000)
    const claims = {
      iss: issuer,
      aud: clientId,
      sub,
      name: sub,
      iat: now,
      exp: now + 3600,
      ...(nonce && { nonce }),
    }
    return Response.json(
      server.answer({
        access_token: access,
        token_type: 'Bearer',
        refresh_token: refresh,
        id_token: jwt({ alg: 'RS256' }, server.claims(claims)),
        scope,
        ...(server.expiresIn !== undefined && { expires_in: server.expiresIn }),
      }),
    )
  }
}

/**
 * Its signature is nothing: code-flow ID Tokens come over TLS from the token endpoint (OpenID Connect Core,
 * section 3.1.3.7).
 */
function jwt(header: object, payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part(header)}.${part(payload)}.c2lnbmF0dXJl`
}

async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return Buffer.from(hash).toString('base64url')
}
