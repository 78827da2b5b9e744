import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose'
import type { World } from '../../src/testing/index.js'

export interface SeenProof {
  readonly endpoint: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: JWTPayload & { readonly htu?: string; readonly htm?: string; readonly ath?: string }
  readonly jkt: string
  readonly request: Request
}

/**
 * Makes the world's server one that wants proofs (RFC 9449), checks each as a stranger would, and keeps what
 * it saw.
 */
export interface BoundServer {
  readonly proofs: SeenProof[]
  /** The nonce that an endpoint wants; none where there is none. */
  readonly nonces: Map<string, string>
  /** What happens to each answer on its way out. */
  after: (endpoint: string, response: Response) => Response
  /** How far this server's clock is from the test's. */
  clockAheadMs: number
  /** Proofs are this old at most. */
  readonly maxAgeMs: number
  tokenType: string
}

export function bindTokens(world: World): BoundServer {
  const { server, clock } = world
  const used = new Set<unknown>()
  const tokens = new Map<string, string>()
  const refreshTokens = new Map<string, string>()
  let dpopJkt: string | null = null

  const bound: BoundServer = {
    proofs: [],
    nonces: new Map(),
    after: (_endpoint, response) => response,
    clockAheadMs: 0,
    maxAgeMs: 60_000,
    tokenType: 'DPoP',
  }
  server.metadata = {
    ...server.metadata,
    dpop_signing_alg_values_supported: ['ES256'],
    pushed_authorization_request_endpoint: `${server.metadata.issuer}/par`,
    userinfo_endpoint: `${server.metadata.issuer}/userinfo`,
  }
  const { authorize } = server
  server.authorize = (request) => {
    dpopJkt = new URL(request).searchParams.get('dpop_jkt') ?? dpopJkt
    return authorize(request)
  }
  let jkt = ''
  server.tokenResponse = (body) => {
    tokens.set(String(body.access_token), jkt)
    refreshTokens.set(String(body.refresh_token), jkt)
    return { ...body, token_type: bound.tokenType }
  }
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint.startsWith('.well-known')) return proceed()
    return bound.after(endpoint, await answer(endpoint, proceed, request))
  }
  return bound

  async function answer(
    endpoint: string,
    proceed: () => Promise<Response>,
    request: Request,
  ): Promise<Response> {
    const form = new URLSearchParams(await request.clone().text())
    const [scheme, token] = (request.headers.get('authorization') ?? '').split(' ')
    const isApi = endpoint === 'api' || endpoint === 'userinfo'
    let seen: SeenProof
    try {
      seen = await check(endpoint, request)
    } catch (error) {
      return refuse(endpoint, 'invalid_dpop_proof', String(error))
    }
    bound.proofs.push(seen)
    const nonce = bound.nonces.get(endpoint)
    if (nonce && seen.claims.nonce !== nonce) return withNonce(endpoint, refuse(endpoint, 'use_dpop_nonce'))
    if (isApi && (scheme !== 'DPoP' || tokens.get(token ?? '') !== seen.jkt))
      return refuse(endpoint, 'invalid_token')
    if (endpoint === 'userinfo') return withNonce(endpoint, Response.json({ sub: server.user, name: 'Ada' }))
    if (endpoint === 'api') return withNonce(endpoint, Response.json({ ok: true }))
    if (endpoint === 'revoke') {
      // Whoever cannot prove the key of a refresh token may not end its grant, and learns nothing of it.
      const mine = refreshTokens.get(form.get('token') ?? '') === seen.jkt
      return withNonce(endpoint, mine ? await proceed() : new Response(null))
    }
    if (endpoint === 'par') {
      dpopJkt = form.get('dpop_jkt')
      return withNonce(
        endpoint,
        Response.json({ request_uri: `urn:${Math.random()}`, expires_in: 60 }, { status: 201 }),
      )
    }
    const expected = refreshTokens.get(form.get('refresh_token') ?? '') ?? dpopJkt
    if (expected !== seen.jkt) return refuse(endpoint, 'invalid_grant', 'another key')
    jkt = seen.jkt
    return withNonce(endpoint, await proceed())
  }

  async function check(endpoint: string, request: Request): Promise<SeenProof> {
    const proof = request.headers.get('dpop') ?? ''
    const { payload: claims, protectedHeader: header } = await jwtVerify<SeenProof['claims']>(
      proof,
      EmbeddedJWK,
      {
        typ: 'dpop+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['jti', 'iat', 'htm', 'htu'],
        currentDate: new Date(clock.now()),
      },
    )
    const { origin, pathname } = new URL(request.url)
    const token = request.headers.get('authorization')?.split(' ')[1]
    if (used.has(claims.jti)) throw new Error('a proof was used twice')
    used.add(claims.jti)
    if (claims.htm !== request.method) throw new Error(`htm ${claims.htm}`)
    if (claims.htu !== origin + pathname) throw new Error(`htu ${claims.htu}`)
    if (claims.ath !== (token && (await sha256(token)))) throw new Error('ath')
    if (Math.abs(Number(claims.iat) * 1000 - clock.now() - bound.clockAheadMs) > bound.maxAgeMs)
      throw new Error('iat')
    const { jwk } = decodeProtectedHeader(proof)
    if (!jwk || 'd' in jwk) throw new Error('jwk')
    return { endpoint, header: { ...header }, claims, jkt: await calculateJwkThumbprint(jwk), request }
  }

  function withNonce(endpoint: string, response: Response): Response {
    const nonce = bound.nonces.get(endpoint)
    if (nonce) response.headers.set('dpop-nonce', nonce)
    response.headers.set('date', new Date(clock.now() + bound.clockAheadMs).toUTCString())
    return response
  }

  function refuse(endpoint: string, error: string, error_description?: string): Response {
    const isApi = endpoint === 'api' || endpoint === 'userinfo'
    const response = Response.json({ error, error_description }, { status: isApi ? 401 : 400 })
    if (isApi) response.headers.set('www-authenticate', `Bearer, dPoP algs="ES256", error="${error}"`)
    response.headers.set('date', new Date(clock.now() + bound.clockAheadMs).toUTCString())
    return response
  }
}

export async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(hash).toString('base64url')
}
