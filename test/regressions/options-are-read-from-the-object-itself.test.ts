// @vitest-environment node
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { signOutWhenIdle } from '../../src/idle/index.js'
import { createClient, createClients } from '../../src/index.js'
import * as providers from '../../src/providers/index.js'
import { readProviderProfile } from '../../src/providers/profile.js'
import { createWorld, testIssuer as issuer, until } from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { setup } from '../server/setup.js'

const polluted = new Set<string>()

function pollute(name: string, descriptor: PropertyDescriptor): void {
  polluted.add(name)
  Object.defineProperty(Object.prototype, name, { configurable: true, enumerable: true, ...descriptor })
}

afterEach(() => {
  for (const name of polluted) Reflect.deleteProperty(Object.prototype, name)
  polluted.clear()
})

/**
 * Names of what may be left out: options, metadata, members of an answer of a token endpoint, members of a
 * stored record.
 */
const optional = [
  'redirectUri scope apis onChallenge otherUrls remember user params profile dialect server dpop pushed',
  'postLogoutRedirectUri onReturn onEvent timeoutMs effects resource audience require returnTo prompt ' +
    'loginHint',
  'acrValues maxAge uiLocales everywhere rejected url mode',
  'serverOrigin basePath cookieKey sessionSeconds rateLimit onAudit now clientSecret offline ' +
    'pageParams resources',
  'redirectUris refreshTokensInPage endpoints responseMode callbackClaims optional',
  'end_session_endpoint revocation_endpoint userinfo_endpoint pushed_authorization_request_endpoint',
  'require_pushed_authorization_requests authorization_response_iss_parameter_supported',
  'refresh_token id_token expires_in error_description',
  'refreshToken idToken jkt pause requestedScope expiresInMs afterRejection',
  'warnSeconds listen required width height',
  'tenant audience authorizationServer experimental domain realm application userPoolId scopes website fetch',
  'scopeSeparator parseToken parseTokenUser revokeWith endSession expectedIssuer',
].flatMap((line) => line.split(' '))

/** What this library reads through the prototype, as `file:line name`. */
function trap(): Set<string> {
  const reads = new Set<string>()
  for (const name of optional) {
    pollute(name, {
      get() {
        const reader = new Error().stack?.split('\n')[2] ?? ''
        const place = /\/src\/(.+?\.ts:\d+)/.exec(reader)
        // The world in memory is the test's, and reads as it likes.
        if (place && !place[1]?.startsWith('testing/')) reads.add(`${place[1]} ${name}`)
        return undefined
      },
      set(value) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true })
      },
    })
  }
  return reads
}

test('a page reads no option, no metadata, no token and no record through the prototype', async () => {
  const { browser, clock, client, server, signIn } = createWorld()
  server.metadata = { ...server.metadata, userinfo_endpoint: `${issuer}/userinfo` }
  const reads = trap()
  const { tab, client: here } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  await here.fetch('https://api.example/a', { headers: { accept: 'text/plain' } })
  signOutWhenIdle(here, { afterSeconds: 900, listen: () => () => {} }).stop()
  dpop()
  server.intercept = async (name, proceed) =>
    name === 'userinfo' ? Response.json({ sub: 'ada' }) : proceed()
  await userInfo(here)
  const again = client(tab.load(tab.url))
  await again.start({})
  await again.accessToken({})
  await again.logout({})
  createClients({ providers: { one: { issuer, clientId: 'a' }, two: { issuer, clientId: 'b' } } }).close()
  createClient({ ...providers.github({ clientId: 'a', server: '/oauth' }) }).close()
  createClient({ ...providers.google({ clientId: 'a', server: { url: '/oauth' } }) }).close()
  createClient({ ...providers.keycloak({ url: 'https://sso.example', realm: 'r', clientId: 'a' }) }).close()
  expect([...reads]).toEqual([])
})

test('a preset reads no option through the prototype', async () => {
  const reads = trap()
  const url = 'https://login.example'
  const own = { clientId: 'a' }
  providers.auth0({ ...own, domain: 'login.example' })
  providers.authentik({ ...own, url, application: 'app' })
  providers.clerk({ ...own, url })
  providers.cognito({ ...own, domain: 'login.example', userPoolId: 'eu-central-1_AbC123' })
  providers.facebook({ ...own, experimental: true })
  providers.facebook({ ...own, server: '/oauth' })
  providers.gitlab(own)
  providers.logto({ ...own, url })
  providers.microsoft(own)
  providers.okta({ ...own, domain: 'login.example' })
  providers.oryHydra({ ...own, url })
  providers.supabase({ ...own, url })
  providers.workos({ ...own, domain: 'login.example' })
  providers.zitadel({ ...own, url })
  const account = { did: 'did:plc:a', pds: 'https://pds.example', issuer: url }
  providers.bluesky({ clientId: 'https://app.example/client.json', account, dpop: {} })
  providers.blueskyClientMetadata({ url: 'https://app.example/client.json', name: 'App', redirectUris: [] })
  const fetch = async () => Response.json({ client_id: 'a', client_secret: 'b' })
  const redirectUri = 'https://app.example/'
  const app = { instance: 'mastodon.example', appName: 'App', redirectUri, fetch }
  providers.mastodon({ registration: await providers.registerAtMastodon(app) })
  expect([...reads]).toEqual([])
})

test('a page with a server part reads nothing through the prototype, nor does the server part', async () => {
  const reads = trap()
  const { browser, clock, signIn } = createMediatedWorld('tab')
  const { client } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  await client.accessToken()
  await client.logout()
  expect([...reads]).toEqual([])
})

test('a server part in exchange mode reads nothing through the prototype', async () => {
  const reads = trap()
  const configured = { mode: 'exchange', redirectUris: ['https://app.test/'] } as const
  const { newPerson } = setup({ configured })
  const form = {
    grant_type: 'authorization_code',
    client_id: 'client-1',
    code: 'none',
    redirect_uri: 'https://app.test/',
    code_verifier: 'v'.repeat(43),
  }
  const answer = await newPerson().call('/oauth/acme/token', form)
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  expect([...reads]).toEqual([])
})

test('a server part in proxy mode reads nothing through the prototype', async () => {
  const reads = trap()
  const configured = { mode: 'proxy', apis: [{ url: 'https://api.acme.test' }] } as const
  const { newPerson, signIn, simulator } = setup({ configured })
  simulator.answer('/things', async () => Response.json({ ok: true }))
  const ada = newPerson()
  await signIn(ada)
  await ada.call('/oauth/api/acme/api.acme.test/things', undefined, { method: 'GET' })
  await ada.call('/oauth/acme/logout')
  expect([...reads]).toEqual([])
})

test('an API on `Object.prototype` gets no token', async () => {
  const { browser, server, signIn } = createWorld()
  pollute('apis', { value: ['https://evil.example'], writable: true })
  const { client } = await signIn(browser.openTab(), { apis: [] })
  await expect(client.fetch('https://evil.example/x')).rejects.toMatchObject({ code: 'target-not-allowed' })
  expect(server.tokensSeen).toEqual([])
})

test('without `apis`, an API on `Object.prototype` is none', async () => {
  const { browser } = createWorld()
  pollute('apis', { value: ['https://evil.example'], writable: true })
  const client = createClient({ issuer, clientId: 'app', effects: browser.openTab().effects })
  await expect(client.fetch('https://evil.example/x')).rejects.toMatchObject({ code: 'target-not-allowed' })
})

test('a dialect on `Object.prototype` sees no code and no token', async () => {
  const { browser, server, signIn } = createWorld()
  const evil = { url: 'https://evil.example/', method: 'POST', headers: {}, body: '' }
  pollute('request', { value: () => evil, writable: true })
  pollute('dialect', { value: { request: () => evil }, writable: true })
  const { client } = await signIn(browser.openTab())
  expect(client.session.get().status).toBe('signed-in')
  expect(server.requests).not.toContain('api')
})

test('metadata on `Object.prototype` is nobody’s, even where none is stored', async () => {
  const { browser, client, server } = createWorld()
  const evil = {
    issuer,
    authorization_endpoint: 'https://evil.example/a',
    token_endpoint: 'https://evil.example/t',
  }
  const tab = browser.openTab()
  pollute('at', { value: tab.effects.clock.now(), writable: true })
  pollute('metadata', { value: evil, writable: true })
  client(tab)
    .login()
    .catch(() => {})
  expect(await until(() => tab.leftFor)).toMatch(`${issuer}/authorize`)
  expect(server.requests[0]).toBe('.well-known/openid-configuration')
})

test('a URL on `Object.prototype` gets no token when a preset asks who signed in', async () => {
  const { browser, server, signIn } = createWorld()
  const asked: string[] = []
  server.metadata = { ...server.metadata, userinfo_endpoint: `${issuer}/userinfo` }
  server.intercept = async (endpoint, proceed, request) => {
    asked.push(new URL(request.url).origin)
    return endpoint === 'userinfo' ? Response.json({ sub: 'ada' }) : proceed()
  }
  pollute('url', { value: 'https://evil.example/', writable: true })
  const profile = readProviderProfile({ requests: [{}], parse: () => ({ sub: 'ada', raw: {} }) })
  await signIn(browser.openTab(), { profile })
  expect(new Set(asked)).toEqual(new Set([issuer]))
})

test('a method on `Object.prototype` is of no call, and an instance as options stays as it is', async () => {
  const { browser, server, signIn } = createWorld()
  const { client } = await signIn(browser.openTab())
  const sent: string[] = []
  server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'api') sent.push(`${request.method} ${request.headers.get('x-a')}`)
    return proceed()
  }
  const instance = new Request('https://other.example', { method: 'DELETE', headers: { 'x-a': '1' } })
  await client.fetch('https://api.example/', instance)
  const seen: boolean[] = []
  class SpyingRequest extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      if (init) seen.push('method' in init)
      super(input, init)
    }
  }
  vi.stubGlobal('Request', SpyingRequest)
  onTestFinished(() => void vi.unstubAllGlobals())
  pollute('method', { value: 'GET', writable: true })
  await client.fetch('https://api.example/', { headers: { 'x-a': '2' } })
  expect(sent).toEqual(['DELETE 1', 'GET 2'])
  expect(seen[0]).toBe(false)
})

test('an API that is named like a member of `Object.prototype` has a token of its own', async () => {
  const { browser, server, signIn } = createWorld()
  const apis = [
    { url: 'https://api.example/a', audience: 'a' },
    { url: 'https://api.example/b', audience: 'constructor' },
  ]
  const { client } = await signIn(browser.openTab(), { apis })
  await client.fetch('https://api.example/b')
  expect(server.tokensSeen).toEqual([expect.stringMatching(/^access-/)])
})
