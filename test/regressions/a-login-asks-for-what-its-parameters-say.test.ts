// @vitest-environment node

import { describe, expect, test } from 'vitest'
import type { ClientOptions, LoginOptions } from '../../src/index.js'
import { catalogue } from '../../src/providers/catalogue.js'
import * as presets from '../../src/providers/index.js'
import type { Preset } from '../../src/providers/preset.js'
import { createWorld, until, type World } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'
import { setup } from '../server/setup.js'

const five = {
  prompt: 'consent',
  login_hint: 'ada@example.com',
  acr_values: 'mfa phr',
  max_age: '300',
  ui_locales: 'de en',
}

/** The authorization URL that a login leaves for. */
async function authorizationUrl(
  options: Partial<ClientOptions> = {},
  login: LoginOptions = {},
  world: World = createWorld(),
): Promise<URL> {
  const tab = world.browser.openTab()
  const leaving = world.client(tab, options).login(login)
  return new URL(await Promise.race([leaving, until(() => tab.leftFor)]))
}

describe('`params` of a client and of a login', () => {
  test.each(Object.entries(five))('%s of the client is asked for', async (name, value) => {
    expect((await authorizationUrl({ params: { [name]: value } })).searchParams.get(name)).toBe(value)
  })

  test.each(Object.entries(five))('%s of the login is asked for', async (name, value) => {
    expect((await authorizationUrl({}, { params: { [name]: value } })).searchParams.get(name)).toBe(value)
  })

  test("those of the login win over the client's, and an option of the login wins over both", async () => {
    const client = { params: { prompt: 'consent', login_hint: 'client', ui_locales: 'de', audience: 'a' } }
    const login = { params: { prompt: 'login', login_hint: 'login' }, prompt: 'none' }
    const { searchParams } = await authorizationUrl(client, login)
    expect(
      ['prompt', 'login_hint', 'ui_locales', 'audience'].map((name) => searchParams.getAll(name)),
    ).toEqual([['none'], ['login'], ['de'], ['a']])
  })

  test("an empty text of the login takes the client's away", async () => {
    const { searchParams } = await authorizationUrl({ params: { prompt: 'consent' } }, { prompt: '' })
    expect(searchParams.has('prompt')).toBe(false)
  })

  test.each([
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'request',
    'request_uri',
    'dpop_jkt',
  ])('%s is refused, of a client and of a login', async (name) => {
    const params = { [name]: 'x' }
    await expect(authorizationUrl({}, { params })).rejects.toMatchObject({
      code: 'configuration',
      recovery: 'fix',
    })
    await expect(authorizationUrl({ params })).rejects.toMatchObject({ code: 'configuration' })
  })

  test.each<[string, LoginOptions]>([
    ['a word', { params: { max_age: 'soon' } }],
    ['a negative number', { maxAge: -1 }],
    ['no number', { maxAge: Number.NaN }],
    ['a part of a second', { maxAge: 0.5 }],
    ['a number in the place of a text', { params: { max_age: 300 } as never }],
  ])('a max_age that is %s is refused before the page leaves', async (_, login) => {
    await expect(authorizationUrl({}, login)).rejects.toMatchObject({ code: 'configuration' })
  })

  test.each([
    ['a login within it', 299, undefined],
    ['an older login', 400, 'id-token-rejected'],
    ['no auth_time', undefined, 'invalid-response'],
  ])('max_age in the params of a client is checked in the ID Token: %s', async (_, ago, code) => {
    const world = createWorld()
    world.server.claims = ({ auth_time: _, ...claims }) => ({
      ...claims,
      ...(ago !== undefined && { auth_time: Number(claims.iat) - ago }),
    })
    const { client } = await world.signIn(world.browser.openTab(), { params: { max_age: '300' } })
    const session = client.session.get()
    expect(session).toMatchObject(code ? { status: 'signed-out', error: { code } } : { status: 'signed-in' })
  })
})

describe('with a server part', () => {
  test('`params` of client and login reach the provider', async () => {
    const world = createMediatedWorld()
    const tab = world.browser.openTab()
    const client = world.open(tab, { params: { prompt: 'consent', login_hint: 'client' } })
    await client.start()
    client.login({ params: { login_hint: 'login', ui_locales: 'de' } }).catch(() => {})
    const { searchParams } = new URL(await until(() => tab.leftFor), 'https://app.example')
    expect(Object.fromEntries(searchParams)).toMatchObject({
      prompt: 'consent',
      login_hint: 'login',
      ui_locales: 'de',
    })
  })

  test('no parameter is in the place of the URL to return to', async () => {
    const world = createMediatedWorld()
    const tab = world.browser.openTab()
    const client = world.open(tab)
    client.login({ params: { returnTo: 'https://evil.example/' } }).catch(() => {})
    const { searchParams } = new URL(await until(() => tab.leftFor), 'https://app.example')
    expect(searchParams.getAll('returnTo')).toEqual(['https://app.example/'])
  })

  test('a parameter of the protocol is refused', async () => {
    const client = createMediatedWorld().open(createWorld().browser.openTab(), {})
    await expect(client.login({ params: { state: 'x' } })).rejects.toMatchObject({ code: 'configuration' })
  })

  test('max_age in the params of the server part is checked in the ID Token', async () => {
    const { signIn, newPerson, audited } = setup({ configured: { params: { max_age: '300' } } })
    await signIn(newPerson())
    expect(audited.map(({ type }) => type)).toEqual(['login-started', 'login-failed'])
  })

  test('max_age of the server part that is no number of seconds is refused at the start', () => {
    expect(() => setup({ configured: { params: { max_age: 'soon' } } })).toThrow(
      /providers\.acme\.params: max_age/,
    )
  })
})

const clientId = 'page'
const exchange = { url: '/oauth', mode: 'exchange' } as const
const account = {
  did: 'did:plc:abcdefghijklmnopqrstuvwx',
  pds: 'https://pds.example',
  issuer: 'https://as.example',
}
const registration = {
  instance: 'https://mastodon.social',
  clientId,
  clientSecret: 'made-here',
  scopes: ['read:accounts'],
  redirectUri: 'https://app.example/',
}

/** Each preset whose page makes the authorization request, with the parameters that it asks for by itself. */
const asking: readonly [string, Preset, Readonly<Record<string, string>>][] = [
  [
    'google, offline',
    presets.google({ clientId, server: exchange, offline: true }),
    { access_type: 'offline', prompt: 'consent' },
  ],
  ['github', presets.github({ clientId, server: exchange }), {}],
  ['facebook', presets.facebook({ clientId, experimental: true }), {}],
  ['microsoft', presets.microsoft({ clientId }), {}],
  ['discord', presets.discord({ clientId }), {}],
  ['spotify', presets.spotify({ clientId }), {}],
  ['x', presets.x({ clientId, server: exchange }), {}],
  ['gitlab', presets.gitlab({ clientId }), {}],
  ['slack', presets.slack({ clientId, server: exchange }), {}],
  ['dropbox, offline', presets.dropbox({ clientId, offline: true }), { token_access_type: 'offline' }],
  ['hugging-face', presets.huggingFace({ clientId }), {}],
  ['auth0', presets.auth0({ clientId, domain: 'a.auth0.com', audience: 'api' }), { audience: 'api' }],
  ['okta', presets.okta({ clientId, domain: 'dev-1.okta.com' }), {}],
  ['keycloak', presets.keycloak({ clientId, url: 'https://sso.example.com', realm: 'r' }), {}],
  [
    'cognito',
    presets.cognito({
      clientId,
      userPoolId: 'eu-central-1_AbC123',
      domain: 'my-app.auth.eu-central-1.amazoncognito.com',
    }),
    {},
  ],
  [
    'logto, offline',
    presets.logto({ clientId, url: 'https://my-tenant.logto.app', offline: true }),
    { prompt: 'consent' },
  ],
  ['zitadel', presets.zitadel({ clientId, url: 'https://my-instance.zitadel.cloud' }), {}],
  ['authentik', presets.authentik({ clientId, url: 'https://auth.example.com', application: 'app' }), {}],
  ['ory-hydra', presets.oryHydra({ clientId, url: 'https://oauth.example.com' }), {}],
  ['supabase', presets.supabase({ clientId, url: 'https://abcdef.supabase.co' }), {}],
  ['clerk', presets.clerk({ clientId, url: 'https://clerk.example.com' }), {}],
  ['workos', presets.workos({ clientId, domain: 'my-app.authkit.app' }), {}],
  ['mastodon', presets.mastodon({ registration }), {}],
  [
    'bluesky',
    presets.bluesky({ account, clientId: 'https://app.example/client.json', dpop: {} }),
    { login_hint: account.did },
  ],
]

describe('the authorization URL of a preset', () => {
  /** As the preset has it; discovery is not what this is about, and neither are keys. */
  function optionsOf({ dpop: _, user: __, ...preset }: Preset & { dpop?: unknown }): ClientOptions {
    const { issuer } = preset
    const metadata =
      typeof issuer === 'string'
        ? {
            issuer,
            authorization_endpoint: `${new URL(issuer).origin}/authorize`,
            token_endpoint: `${new URL(issuer).origin}/token`,
          }
        : issuer
    return { ...preset, issuer: metadata, redirectUri: 'https://app.example/' }
  }

  test.each(asking)('%s has what the preset asks for', async (_, preset, params) => {
    const { searchParams } = await authorizationUrl(optionsOf(preset))
    for (const [name, value] of Object.entries(params))
      expect([name, searchParams.get(name)]).toEqual([name, value])
    // Nothing is asked for that the preset does not say.
    for (const name of Object.keys(five))
      expect([name, searchParams.get(name)]).toEqual([name, params[name] ?? null])
  })

  test.each(asking)('%s has what the app asks for in its params', async (_, preset) => {
    const { searchParams } = await authorizationUrl({
      ...optionsOf(preset),
      params: { ...preset.params, ...five },
    })
    for (const [name, value] of Object.entries(five))
      expect([name, searchParams.get(name)]).toEqual([name, value])
  })

  test.each(asking)(
    '%s has a nonce where `openid` is in the scope, and none where it is not',
    async (_, preset) => {
      const { searchParams } = await authorizationUrl(optionsOf(preset))
      const openid = /(^|[ ,])openid([ ,]|$)/.test(searchParams.get('scope') ?? '')
      expect(openid).toBe(preset.scope.includes('openid'))
      expect(searchParams.has('nonce')).toBe(openid)
    },
  )

  test.each(
    catalogue().filter(({ provider }) => provider.mode === 'server' && provider.tokenAuth !== 'apple-jwt'),
  )('of the server part, $provider.id, has what the provider is asked for', async ({ provider }) => {
    const { newPerson } = setup({ server: { providers: { it: { provider, clientId, clientSecret: 's' } } } })
    const person = newPerson()
    const leaving = await person.navigate('/oauth/it/login?login_hint=ada&max_age=300')
    const { searchParams } = new URL(leaving.headers.get('location') ?? '')
    const asked = { ...provider.params, ...provider.offline?.params, login_hint: 'ada', max_age: '300' }
    for (const [name, value] of Object.entries(asked))
      expect([name, searchParams.get(name)]).toEqual([name, value])
    expect(searchParams.has('nonce')).toBe(provider.scopes.some((scope) => scope === 'openid'))
  })

  test('a page with a server part asks for nothing that the server part asks for by itself', () => {
    expect(presets.google({ clientId, server: '/oauth', offline: true }).params).toBeUndefined()
    expect(presets.twitch({ clientId, server: '/oauth' }).params).toBeUndefined()
    expect(presets.google({ clientId, server: '/oauth', params: { hd: 'example.com' } }).params).toEqual({
      hd: 'example.com',
    })
  })

  test("Auth0's audience is refused where only the server part can ask for it", () => {
    const options = { clientId, domain: 'a.auth0.com', audience: 'api' }
    expect(() => presets.auth0({ ...options, server: '/oauth' })).toThrow(
      /audience: the server part asks for it/,
    )
  })
})

describe('a nonce', () => {
  test('is not sent without `openid`, and the login goes on without it', async () => {
    const world = createWorld()
    world.server.tokenResponse = ({ id_token: _, ...body }) => body
    const url = await authorizationUrl({ scope: 'read' }, {}, world)
    expect(url.searchParams.has('nonce')).toBe(false)
    const { client } = await world.signIn(world.browser.openTab(), {
      scope: 'read',
      dialect: { parseTokenUser: () => ({ sub: 'ada' }) },
    })
    expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  })

  test('that nobody sent, in an ID Token that nobody asked for, is refused', async () => {
    const world = createWorld()
    world.server.claims = (claims) => ({ ...claims, nonce: 'of-another-login' })
    const { client } = await world.signIn(world.browser.openTab(), { scope: 'read' })
    expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'id-token-rejected' } })
  })

  test('of Apple, which answers with an ID Token whatever was asked for, is sent and compared', async () => {
    const { dialect, scopes } = presets.appleProvider
    expect(scopes).not.toContain('openid')
    const world = createWorld()
    const options = { scope: [...scopes], ...(dialect && { dialect }) }
    expect((await authorizationUrl(options, {}, world)).searchParams.has('nonce')).toBe(true)
    world.server.claims = (claims) => ({ ...claims, nonce: 'of-another-login' })
    const { client } = await world.signIn(world.browser.openTab(), options)
    expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'id-token-rejected' } })
  })
})
