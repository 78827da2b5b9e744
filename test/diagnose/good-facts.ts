import type { EndpointFacts, Facts, PageFacts, Preflight, Reply } from '../../src/diagnose/facts.js'

export const issuer = 'https://login.example'
export const origin = 'https://app.example'

export const reply: Reply = {
  reached: true,
  readable: true,
  status: 400,
  allowOrigin: origin,
  exposed: ['*'],
}
export const allowed: Preflight = { reached: true, allowed: true, status: 204, refusedHeaders: [] }

export const token: EndpointFacts = {
  url: `${issuer}/token`,
  simple: { ...reply, error: 'invalid_grant' },
  dpopPreflight: allowed,
}

export const page: PageFacts = {
  url: `${origin}/`,
  policies: [
    `default-src 'self'; connect-src 'self' ${issuer} https://api.example; frame-src 'self' ${issuer}`,
  ],
  secure: true,
  storage: { sessionStorage: true, localStorage: true, indexedDB: true, locks: true },
  framed: false,
  signedIn: true,
}

/** Facts in which nothing is wrong, as a page sees them. */
export const goodFacts: Facts = {
  seenFrom: 'page',
  issuer,
  origin,
  clientId: 'spa',
  redirectUri: `${origin}/`,
  scope: 'openid offline_access',
  dpop: true,
  fapi: true,
  documents: [
    {
      ...reply,
      status: 200,
      kind: 'openid',
      url: `${issuer}/.well-known/openid-configuration`,
      issuer,
      isJson: true,
      endpoints: ['authorization', 'token'],
    },
  ],
  metadata: {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/me`,
    revocation_endpoint: `${issuer}/revoke`,
    end_session_endpoint: `${issuer}/logout`,
    pushed_authorization_request_endpoint: `${issuer}/par`,
    jwks_uri: `${issuer}/jwks`,
    require_pushed_authorization_requests: true,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: ['ES256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'offline_access'],
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    id_token_signing_alg_values_supported: ['ES256'],
  },
  endpoints: {
    token,
    jwks: { url: `${issuer}/jwks`, simple: reply },
    revocation: { url: `${issuer}/revoke`, simple: reply },
    userinfo: { url: `${issuer}/me`, simple: reply, preflight: allowed },
  },
  clock: { aheadMs: 100, exactToMs: 600 },
  slowest: { url: `${issuer}/token`, tookMs: 120 },
  authorization: { outcome: 'returned', error: 'login_required', iss: 'right', signedIn: true },
  page,
  pageUrl: page.url,
  apis: [
    {
      url: 'https://api.example/',
      preflight: allowed,
      dpopPreflight: allowed,
      simple: { ...reply, status: 401 },
    },
  ],
}
