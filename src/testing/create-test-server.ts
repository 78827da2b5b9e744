import type { Clock, EpochMs } from '../clock.js'
import { createTestApi, type IssuedToken, type TestApi } from './api.js'
import { createProofCheck, type ProofProblem } from './dpop-check.js'
import { createFaults } from './faults.js'
import { createSigner, sha256 } from './signing.js'
import { type IssuedGrant, type TestServer, testClientId, testIssuer } from './test-server.js'

function checkEnvironment(): void {
  const { Request, Response, TextEncoder, crypto } = globalThis
  const missing = Object.entries({ Request, Response, TextEncoder, 'crypto.subtle': crypto?.subtle })
    .filter(([, value]) => !value)
    .map(([name]) => name)
  if (!missing.length) return
  throw new Error(
    `hallpass/testing needs ${missing.join(', ')}, which this environment does not have. Browsers, Node, ` +
      'and Vitest with happy-dom or jsdom have it; for Jest see docs/guides/testing.md.',
  )
}

interface Grant {
  readonly sub: string
  readonly scope: string
  readonly clientId: string
  readonly authTime: EpochMs
  readonly acr: string | undefined
  readonly wasAskedForLogin: boolean
  jkt: string | undefined
  revoked: boolean
}

/**
 * Makes a server with no grants yet.
 *
 * @throws {Error} where the environment lacks `Request`, `Response` or WebCrypto, as that of Jest with jsdom
 * does.
 */
export function createTestServer(clock: Clock): TestServer {
  checkEnvironment()
  const codes = new Map<string, { readonly request: URLSearchParams; readonly grant: Grant; used: boolean }>()
  const refreshTokens = new Map<string, { readonly grant: Grant; used: boolean }>()
  const accessTokens = new Map<
    string,
    { readonly grant: Grant; readonly scope: string; expiresAt: EpochMs | undefined }
  >()
  const pushed = new Map<string, URLSearchParams>()
  const signer = createSigner()
  const faults = createFaults(clock)
  let lastLogin: { readonly at: EpochMs; readonly acr: string | undefined } | undefined
  let count = 0

  const server: TestServer = {
    requests: [],
    tokensSeen: [],
    apiRequests: [],
    accessTokenSeconds: 3600,
    user: 'ada',
    users: new Map(),
    hasSession: true,
    clockAheadMs: 0,
    dpop: false,
    challenge: undefined,
    apisAreOpen: false,
    claims: (claims) => claims,
    tokenResponse: (body) => body,
    metadata: {
      issuer: testIssuer,
      authorization_endpoint: `${testIssuer}/authorize`,
      token_endpoint: `${testIssuer}/token`,
      revocation_endpoint: `${testIssuer}/revoke`,
      end_session_endpoint: `${testIssuer}/logout`,
      userinfo_endpoint: `${testIssuer}/userinfo`,
      pushed_authorization_request_endpoint: `${testIssuer}/par`,
      jwks_uri: `${testIssuer}/jwks`,
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname, origin } = new URL(request.url)
      const endpoint = origin === testIssuer ? pathname.slice(1) : 'api'
      server.requests.push(endpoint)
      const proceed = (): Promise<Response> =>
        faults.answer(endpoint, request, () => handle(endpoint, request))
      return server.intercept ? server.intercept(endpoint, proceed, request) : proceed()
    },
    authorize(request, refusal) {
      const given = new URL(request).searchParams
      const asked = pushed.get(given.get('request_uri') ?? '') ?? given
      const back = new URL(asked.get('redirect_uri') ?? '')
      const answer = (parameters: Record<string, string>): string => {
        const all = { ...parameters, state: asked.get('state') ?? '', iss: testIssuer }
        for (const [name, value] of Object.entries(all)) back.searchParams.set(name, value)
        return back.href
      }
      if (refusal) return answer({ error: refusal.error })
      if (asked.get('prompt') === 'none' && !server.hasSession) return answer({ error: 'login_required' })
      server.hasSession = true
      const code = `code-${++count}`
      codes.set(code, { request: asked, grant: signIn(asked), used: false })
      return answer({ code })
    },
    endSession(request) {
      const { searchParams } = new URL(request)
      const back = searchParams.get('post_logout_redirect_uri')
      server.hasSession = false
      lastLogin = undefined
      if (!back) return undefined
      const url = new URL(back)
      const state = searchParams.get('state')
      if (state) url.searchParams.set('state', state)
      return url.href
    },
    issue({ sub, scope, clientId = testClientId }) {
      const grant = newGrant({
        sub,
        scope,
        clientId,
        authTime: now(),
        acr: undefined,
        wasAskedForLogin: false,
      })
      return issueTokens(grant, grant.scope)
    },
    read(accessToken) {
      const token = accessTokens.get(accessToken)
      if (!token || token.grant.revoked || (token.expiresAt !== undefined && token.expiresAt <= now()))
        return undefined
      const { sub, authTime, acr, jkt } = token.grant
      return { sub, scope: token.scope, expiresAt: token.expiresAt, authTime, acr, jkt }
    },
    expireAccessTokens() {
      for (const token of accessTokens.values()) token.expiresAt = now()
    },
    revoke(sub) {
      for (const { grant } of [...refreshTokens.values(), ...codes.values()])
        if (sub === undefined || grant.sub === sub) grant.revoked = true
    },
    fail: faults.add,
    answer: (url, answer) => api.answer(url, answer),
  }
  const api: TestApi = createTestApi(server, now)
  const proofs = createProofCheck(now, () => server.dpop === 'nonces')
  return server

  function now(): EpochMs {
    return clock.now() + server.clockAheadMs
  }

  /** Signs the person in where the request asks for it, and goes on with the server's session otherwise. */
  function signIn(asked: URLSearchParams): Grant {
    const [acr] = asked.get('acr_values')?.split(' ') ?? []
    const maxAge = asked.get('max_age')
    const isTooOld = maxAge !== null && lastLogin && now() - lastLogin.at > Number(maxAge) * 1000
    if (!lastLogin || isTooOld || asked.get('prompt') === 'login' || (acr && acr !== lastLogin.acr))
      lastLogin = { at: now(), acr: acr ?? lastLogin?.acr }
    return newGrant({
      sub: server.user,
      scope: asked.get('scope') ?? '',
      clientId: asked.get('client_id') ?? '',
      authTime: lastLogin.at,
      acr: lastLogin.acr,
      wasAskedForLogin: maxAge !== null || acr !== undefined,
    })
  }

  function newGrant(grant: Omit<Grant, 'jkt' | 'revoked'>): Grant {
    count++
    return { ...grant, jkt: undefined, revoked: false }
  }

  async function handle(endpoint: string, request: Request): Promise<Response> {
    if (endpoint === '.well-known/openid-configuration') return Response.json(discovered())
    if (endpoint === 'jwks') return Response.json({ keys: [await signer.publicKey()] })
    if (endpoint === 'api') return withNonce(await api.handle(request, (token) => checkProof(request, token)))
    if (endpoint === 'userinfo') return userInfo(request)
    if (!['token', 'revoke', 'par'].includes(endpoint)) return new Response('not found', { status: 404 })
    const form = new URLSearchParams(await request.clone().text())
    const proof = server.dpop && request.headers.has('dpop') ? await proofs.check(request) : undefined
    if (proof && 'problem' in proof)
      return withNonce(Response.json({ error: proof.problem }, { status: 400 }))
    if (endpoint === 'par') return withNonce(push(form))
    return withNonce(await (endpoint === 'token' ? token(form, proof?.jkt) : revoke(form, proof?.jkt)))
  }

  function discovered(): Record<string, unknown> {
    return { ...server.metadata, ...(server.dpop && { dpop_signing_alg_values_supported: ['ES256'] }) }
  }

  /** Each answer brings the nonce for the next proof (RFC 9449, section 8.2). */
  function withNonce(response: Response): Response {
    if (!server.dpop) return response
    const nonce = server.dpop === 'nonces' ? proofs.nonce() : undefined
    if (nonce) response.headers.set('dpop-nonce', nonce)
    response.headers.set('date', new Date(now()).toUTCString())
    return response
  }

  function push(form: URLSearchParams): Response {
    const uri = `urn:ietf:params:oauth:request_uri:${++count}`
    pushed.set(uri, form)
    return Response.json({ request_uri: uri, expires_in: 60 }, { status: 201 })
  }

  function revoke(form: URLSearchParams, jkt: string | undefined): Response {
    const text = form.get('token') ?? ''
    const grant = refreshTokens.get(text)?.grant ?? accessTokens.get(text)?.grant
    if (grant && (grant.jkt === undefined || grant.jkt === jkt)) grant.revoked = true
    return new Response(null, { status: 200 })
  }

  /** The scheme and the key of a bound token (RFC 9449, section 7.1). */
  async function checkProof(request: Request, token: IssuedToken): Promise<ProofProblem | undefined> {
    if (!server.dpop || token.jkt === undefined) return undefined
    const accessToken = request.headers.get('authorization')?.replace('DPoP ', '')
    const proof = await proofs.check(request, accessToken)
    if ('problem' in proof) return proof.problem
    return proof.jkt === token.jkt ? undefined : 'invalid_dpop_proof'
  }

  async function userInfo(request: Request): Promise<Response> {
    const known = await api.authorize(request, (token) => checkProof(request, token))
    if (known instanceof Response) return withNonce(known)
    return withNonce(Response.json({ sub: known.sub, ...personClaims(known.sub) }))
  }

  function personClaims(sub: string): Readonly<Record<string, unknown>> {
    return server.users.get(sub) ?? { name: sub }
  }

  async function token(form: URLSearchParams, jkt: string | undefined): Promise<Response> {
    const refuse = (error: string): Response => Response.json({ error }, { status: 400 })
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '')
      // RFC 6749, section 4.1.2: a code that comes twice ends the tokens of the first time.
      if (code?.used) code.grant.revoked = true
      if (!code || code.used) return refuse('invalid_grant')
      code.used = true
      const { request, grant } = code
      const challenge = await sha256(form.get('code_verifier') ?? '')
      const isRight =
        challenge === request.get('code_challenge') &&
        form.get('redirect_uri') === request.get('redirect_uri') &&
        form.get('client_id') === grant.clientId &&
        [null, jkt].includes(server.dpop ? request.get('dpop_jkt') : null)
      if (!isRight) return refuse('invalid_grant')
      grant.jkt = jkt
      return answerTokens(grant, grant.scope, request.get('nonce'))
    }
    const refreshToken = refreshTokens.get(form.get('refresh_token') ?? '')
    if (!refreshToken || refreshToken.grant.revoked || refreshToken.grant.jkt !== jkt)
      return refuse('invalid_grant')
    const { grant } = refreshToken
    if (refreshToken.used) {
      grant.revoked = true
      return refuse('invalid_grant')
    }
    refreshToken.used = true
    return answerTokens(grant, form.get('scope') ?? grant.scope, null)
  }

  function issueTokens(grant: Grant, scope: string): IssuedGrant {
    const [accessToken, refreshToken] = [`access-${++count}`, `refresh-${++count}`]
    const { accessTokenSeconds: seconds } = server
    accessTokens.set(accessToken, {
      grant,
      scope,
      expiresAt: seconds === undefined ? undefined : now() + seconds * 1000,
    })
    refreshTokens.set(refreshToken, { grant, used: false })
    return { accessToken, refreshToken }
  }

  async function answerTokens(grant: Grant, scope: string, nonce: string | null): Promise<Response> {
    const { accessToken, refreshToken } = issueTokens(grant, scope)
    const { sub, clientId, authTime, acr, wasAskedForLogin, jkt } = grant
    const seconds = Math.floor(now() / 1000)
    const claims = {
      iss: testIssuer,
      aud: clientId,
      sub,
      ...personClaims(sub),
      iat: seconds,
      exp: seconds + 3600,
      ...(nonce && { nonce }),
      ...(wasAskedForLogin && { auth_time: Math.floor(authTime / 1000), ...(acr && { acr }) }),
    }
    return Response.json(
      server.tokenResponse({
        access_token: accessToken,
        token_type: jkt ? 'DPoP' : 'Bearer',
        refresh_token: refreshToken,
        id_token: await signer.sign(server.claims(claims)),
        scope,
        ...(server.accessTokenSeconds !== undefined && { expires_in: server.accessTokenSeconds }),
      }),
    )
  }
}
