// @vitest-environment node
import { expect, test } from 'vitest'
import { checks, findingsOf } from '../../src/diagnose/diagnosis.js'
import type { Facts, PageFacts } from '../../src/diagnose/facts.js'
import type { Finding, Verdict } from '../../src/diagnose/finding.js'
import { findProvider } from '../../src/diagnose/known-provider.js'
import { allowed, goodFacts, issuer, origin, page, reply, token } from './good-facts.js'

/** What is wrong, in words; how the facts differ from good ones; and what the check says. */
type Case = readonly [check: string, what: string, Partial<Facts>, Verdict, said: string | RegExp]

const [document] = goodFacts.documents
const [api] = goodFacts.apis
const hidden = { ...reply, readable: false, allowOrigin: undefined }
const refused = { ...allowed, allowed: false, status: 403, refusedHeaders: ['authorization'] }

const metadata = (change: object): Partial<Facts> => ({ metadata: { ...goodFacts.metadata, ...change } })
const onPage = (change: Partial<PageFacts>): Partial<Facts> => ({ page: { ...page, ...change } })
const onDocument = (change: object): Partial<Facts> => ({
  documents: [{ ...(document as NonNullable<typeof document>), ...change }],
})
const onApi = (change: object): Partial<Facts> => ({
  apis: [{ ...(api as NonNullable<typeof api>), ...change }],
})
const onEndpoint = (name: 'token' | 'jwks' | 'revocation' | 'userinfo', change: object): Partial<Facts> => ({
  endpoints: { ...goodFacts.endpoints, [name]: { ...goodFacts.endpoints[name], ...change } },
})

const cases: readonly Case[] = [
  [
    'discovery',
    'nothing answers',
    onDocument({ reached: false, problem: 'ENOTFOUND', isJson: false, issuer: undefined }),
    'problem',
    'ENOTFOUND',
  ],
  [
    'discovery',
    'a page of HTML',
    onDocument({ isJson: false, issuer: undefined, status: 200 }),
    'problem',
    'no JSON',
  ],
  [
    'discovery',
    'no token endpoint',
    onDocument({ endpoints: ['authorization'] }),
    'problem',
    'no token_endpoint',
  ],
  ['issuer', 'a slash at the end', onDocument({ issuer: `${issuer}/` }), 'problem', `says '${issuer}/'`],
  ['pkce', 'plain only', metadata({ code_challenge_methods_supported: ['plain'] }), 'problem', 'plain'],
  [
    'pkce',
    'not declared',
    metadata({ code_challenge_methods_supported: undefined }),
    'warning',
    'says nothing',
  ],
  [
    'iss',
    'promised and not sent',
    { authorization: { outcome: 'returned', iss: 'absent' } },
    'problem',
    'without it',
  ],
  [
    'iss',
    "another server's",
    { authorization: { outcome: 'returned', iss: 'wrong' } },
    'problem',
    'another issuer',
  ],
  [
    'refresh-tokens',
    'no such grant',
    metadata({ grant_types_supported: ['authorization_code'] }),
    'warning',
    'no refresh_token',
  ],
  ['refresh-tokens', 'not asked for', { scope: 'openid' }, 'note', 'offline_access'],
  [
    'dpop',
    'not supported, and wanted',
    metadata({ dpop_signing_alg_values_supported: undefined }),
    'warning',
    'has no dpop',
  ],
  [
    'dpop',
    'without ES256',
    metadata({ dpop_signing_alg_values_supported: ['RS256'] }),
    'problem',
    'not ES256',
  ],
  [
    'par',
    'required without an endpoint',
    metadata({ pushed_authorization_request_endpoint: undefined }),
    'problem',
    'names no endpoint',
  ],
  [
    'end-session',
    'no revocation',
    metadata({ revocation_endpoint: undefined }),
    'warning',
    'no revocation_endpoint',
  ],
  [
    'end-session',
    'no end session',
    metadata({ end_session_endpoint: undefined }),
    'note',
    'no end_session_endpoint',
  ],
  [
    'clock',
    'five minutes ahead',
    { clock: { aheadMs: 300_000, exactToMs: 600 } },
    'problem',
    '300 s ahead of',
  ],
  [
    'clock',
    'twenty seconds behind',
    { clock: { aheadMs: -20_000, exactToMs: 600 } },
    'warning',
    '20 s behind',
  ],
  ['clock', 'hidden', { clock: undefined }, 'unknown', 'Date header'],
  [
    'clock',
    'no answer at all',
    { clock: undefined, endpoints: {}, ...onDocument({ reached: false }) },
    'unknown',
    'did not answer',
  ],
  ['speed', 'slow', { slowest: { url: `${issuer}/token`, tookMs: 3210 } }, 'warning', '/token: 3.2 s'],
  [
    'pkce',
    'a provider without PKCE, which needs a server part',
    { ...metadata({ code_challenge_methods_supported: undefined }), provider: findProvider('twitch') },
    'warning',
    'Twitch knows no PKCE',
  ],
  [
    'revocation-cors',
    'out of reach, and left to a server part',
    {
      ...onEndpoint('revocation', { simple: { ...reply, reached: false } }),
      provider: findProvider('github'),
    },
    'note',
    'no answer',
  ],
  [
    'redirect-uri',
    'no metadata, so nobody was asked',
    { metadata: {}, authorization: undefined },
    'unknown',
    'Without metadata',
  ],
  [
    'redirect-uri',
    'a pushed request without a proof is refused',
    { authorization: { outcome: 'refused', status: 400, error: 'invalid_dpop_proof' } },
    'unknown',
    'invalid_dpop_proof: it wants a proof',
  ],
  [
    'redirect-uri',
    'a pushed request is refused since nobody is asked',
    {
      authorization: {
        outcome: 'refused',
        status: 400,
        error: 'invalid_request',
        description: 'Public clients are not allowed to use silent-sign-on',
      },
    },
    'unknown',
    'without signing in',
  ],
  [
    'redirect-uri',
    'a pushed request is refused for its scope',
    { authorization: { outcome: 'refused', status: 400, error: 'invalid_scope' } },
    'problem',
    'invalid_scope',
  ],
  [
    'public-client',
    'refused because of its redirect URI',
    {
      ...onEndpoint('token', { simple: { ...reply, error: 'unauthorized_client' } }),
      authorization: { outcome: 'refused', status: 403 },
    },
    'note',
    'because of the redirect URI',
  ],
  [
    'public-client',
    'a proof is wanted first',
    onEndpoint('token', { simple: { ...reply, error: 'invalid_dpop_proof' } }),
    'unknown',
    'wants a proof',
  ],
  [
    'public-client',
    'a word for invalid_grant that is not registered',
    onEndpoint('token', { simple: { ...reply, error: 'invalid_code' } }),
    'good',
    'without a secret',
  ],
  ['discovery-cors', 'no CORS', onDocument(hidden), 'problem', 'without Access-Control-Allow-Origin'],
  [
    'discovery-cors',
    "another app's origin",
    onDocument({ readable: false, allowOrigin: 'https://other.example' }),
    'problem',
    "is 'https://other.example', which is not https://app.example",
  ],
  ['jwks-cors', 'no CORS', onEndpoint('jwks', { simple: hidden }), 'note', '/jwks'],
  ['token-cors', 'no CORS', onEndpoint('token', { simple: hidden }), 'problem', '/token'],
  [
    'token-cors',
    'unreachable',
    onEndpoint('token', { simple: { ...hidden, reached: false, problem: 'timeout' } }),
    'problem',
    'no answer (timeout)',
  ],
  [
    'token-dpop-cors',
    'the header is refused',
    onEndpoint('token', { dpopPreflight: refused }),
    'problem',
    'does not allow the header DPoP',
  ],
  [
    'token-headers',
    'hidden',
    { seenFrom: 'node', ...onEndpoint('token', { simple: { ...token.simple, exposed: [] } }) },
    'note',
    'Date, Retry-After',
  ],
  ['revocation-cors', 'no CORS', onEndpoint('revocation', { simple: hidden }), 'warning', '/revoke'],
  [
    'userinfo-cors',
    'the preflight is refused',
    onEndpoint('userinfo', { preflight: refused }),
    'warning',
    'without authorization',
  ],
  [
    'userinfo-cors',
    'the answer is hidden',
    onEndpoint('userinfo', { simple: hidden }),
    'warning',
    'may not be read',
  ],
  [
    'server-part',
    'a provider that wants a secret',
    { provider: findProvider('github') },
    'note',
    'GitHub needs a server part',
  ],
  [
    'redirect-uri',
    'an error page',
    { authorization: { outcome: 'refused', status: 400, about: ['redirect_uri'] } },
    'problem',
    'speaks of the redirect URI',
  ],
  [
    'redirect-uri',
    'the login is refused',
    { authorization: { outcome: 'returned', error: 'invalid_scope' } },
    'problem',
    'invalid_scope',
  ],
  [
    'redirect-uri',
    'any address is good',
    { authorization: { outcome: 'returned', error: 'login_required', control: 'returned' } },
    'warning',
    'nobody has registered',
  ],
  [
    'redirect-uri',
    'a page for each',
    { authorization: { outcome: 'page', control: 'page' } },
    'unknown',
    'shows a page',
  ],
  [
    'redirect-uri',
    'a name that the provider does not register',
    { provider: findProvider('spotify'), redirectUri: 'http://localhost:5173/' },
    'problem',
    '127.0.0.1',
  ],
  [
    'public-client',
    'wants a secret',
    onEndpoint('token', { simple: { ...reply, error: 'invalid_client' } }),
    'problem',
    "refuses 'spa': invalid_client",
  ],
  ['api-cors', 'the preflight is refused', onApi({ preflight: refused }), 'problem', 'preflight is refused'],
  ['api-cors', 'no CORS on the answer', onApi({ simple: hidden }), 'problem', 'the answer itself'],
  [
    'api-cors',
    'nothing answers',
    onApi({
      simple: { ...hidden, reached: false, problem: 'ECONNREFUSED' },
      preflight: { reached: false, allowed: false },
    }),
    'problem',
    'ECONNREFUSED',
  ],
  ['api-cors', 'no DPoP', onApi({ dpopPreflight: refused }), 'problem', 'DPoP is not allowed'],
  ['api-refusal', 'open to everybody', onApi({ simple: { ...reply, status: 200 } }), 'warning', 'HTTP 200'],
  [
    'api-refusal',
    'hides what it wants',
    onApi({ simple: { ...reply, status: 401, exposed: ['content-type'] } }),
    'warning',
    'hides WWW-Authenticate',
  ],
  ['page', 'no answer', { page: undefined }, 'unknown', 'no answer'],
  [
    'secure-context',
    'http:',
    onPage({ secure: false, url: 'http://app.example/' }),
    'problem',
    'no secure context',
  ],
  [
    'csp-connect',
    'the server is not in it',
    onPage({ policies: ["default-src 'self'"] }),
    'problem',
    `${issuer}/token`,
  ],
  ['csp-connect', 'no policy', onPage({ policies: [] }), 'note', 'no Content-Security-Policy'],
  ['csp-frame', 'no frames', onPage({ policies: ["frame-src 'none'"] }), 'note', 'no frame of'],
  ['csp-frame', 'not even its own', onPage({ frameOptions: 'DENY' }), 'note', 'not even itself'],
  ['csp-form', "'self' alone", onPage({ policies: ["form-action 'self'"] }), 'note', 'form-action'],
  ['opener-policy', 'same-origin', onPage({ openerPolicy: 'same-origin' }), 'note', 'window was closed'],
  [
    'permissions-policy',
    'no local network',
    onPage({ permissionsPolicy: 'camera=(), local-network-access=()' }),
    'note',
    'local-network-access',
  ],
  [
    'storage',
    'no sessionStorage',
    onPage({ storage: { ...page.storage, sessionStorage: false } as never }),
    'problem',
    'sessionStorage',
  ],
  [
    'storage',
    'no IndexedDB',
    onPage({ storage: { ...page.storage, indexedDB: false } as never }),
    'warning',
    'indexedDB',
  ],
  [
    'third-party-cookies',
    'blocked',
    { authorization: { outcome: 'returned', error: 'login_required' } },
    'note',
    'third-party cookies',
  ],
  [
    'local-network',
    'denied',
    {
      ...onPage({ localNetworkAccess: 'denied' }),
      apis: [{ ...(api as NonNullable<typeof api>), url: 'http://192.168.0.2/' }],
    },
    'warning',
    'denied',
  ],
  ['service-worker', 'one that answers', onPage({ serviceWorker: `${origin}/sw.js` }), 'note', '/sw.js'],
  ['framed', 'in a frame', onPage({ framed: true }), 'warning', 'in a frame'],
  [
    'fapi-2',
    'no pushed requests',
    metadata({ require_pushed_authorization_requests: false }),
    'problem',
    'require_pushed_authorization_requests',
  ],
]

function finding(check: string, change: Partial<Facts>): Finding | undefined {
  return findingsOf({ ...goodFacts, ...change }).find((one) => one.check === check)
}

test('in good facts nothing is found', () => {
  const bad = findingsOf(goodFacts).filter(({ verdict }) => verdict !== 'good')
  // A pushed request that is required is worth a note, whatever else is good.
  expect(bad.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual(['par: note'])
})

test.each(cases)('%s: %s', (check, _what, change, verdict, said) => {
  const found = finding(check, change)
  expect([found?.verdict, found?.seen]).toEqual([
    verdict,
    expect.stringMatching(typeof said === 'string' ? escaped(said) : said),
  ])
  if (verdict === 'problem' || verdict === 'warning') expect(found?.change).toMatch(/\w/)
})

test('metadata that the app brings along is not asked for', () => {
  expect(finding('discovery', { documents: [] })?.verdict).toBe('good')
})

test.each([
  [429, 'fewer requests'],
  [503, 'cannot answer now'],
  [404, 'realm or tenant'],
])('a server that answers every request for metadata with %i: what to change', (status, said) => {
  const change = onDocument({ isJson: false, issuer: undefined, status })
  expect(finding('discovery', change)?.change).toContain(said)
})

test('of what a preset brings along nothing follows for a profile, unless the app wants it', () => {
  const preset = {
    provider: findProvider('spotify'),
    ...onDocument({ isJson: false, issuer: undefined, status: 404 }),
  }
  expect(finding('fapi-2', { ...preset, fapi: false })).toBeUndefined()
  expect(finding('fapi-2', preset)?.verdict).toBe('good')
})

test('each check has a case here, and each case is one of a check', () => {
  expect(new Set(cases.map(([check]) => check))).toEqual(new Set(checks.map(({ id }) => id)))
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
})

test('with a server part, what a page may ask the server is no problem', () => {
  const change = onEndpoint('token', { simple: hidden })
  expect(finding('token-cors', { ...change, serverPart: true })?.verdict).toBe('note')
})

test('where the provider is known, a problem says where to click', () => {
  const change = onEndpoint('token', { simple: hidden })
  const provider = findProvider('https://sso.company.example/realms/staff')
  expect(finding('token-cors', { ...change, provider })?.where).toEqual({
    name: 'Keycloak',
    console: 'https://{your Keycloak}/admin/',
    steps: [expect.stringContaining('Web origins')],
  })
  expect(finding('token-cors', { ...change })?.where).toBeUndefined()
})

test.each([
  ['https://github.com/login/oauth', 'GitHub'],
  ['google', 'Google'],
  ['https://tenant.eu.auth0.com/', 'Auth0'],
  ['http://localhost:5173/oidc', "Hallpass's development server"],
  ['https://login.example', undefined],
])('%s is the server of %s', (address, name) => {
  expect(findProvider(address)?.name).toBe(name)
})

function escaped(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}
