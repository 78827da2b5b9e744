// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createClient, isAuthError } from '../../src/index.js'
import { catalogue } from '../../src/providers/catalogue.js'
import * as presets from '../../src/providers/index.js'
import type { Preset, PresetOptions } from '../../src/providers/preset.js'

const clientId = 'page'

/** Each preset as an app writes it, direct where that is possible. */
const made: Readonly<Record<string, (more?: Partial<PresetOptions>) => Preset>> = {
  google: (more) => presets.google({ clientId, server: '/oauth', ...more }),
  github: (more) => presets.github({ clientId, server: '/oauth', ...more }),
  'github-app': ({ scope, ...more } = {}) => presets.githubApp({ clientId, server: '/oauth', ...more }),
  facebook: (more) => presets.facebook({ clientId, server: '/oauth', ...more }),
  apple: (more) => presets.apple({ clientId, server: '/oauth', ...more }),
  microsoft: (more) => presets.microsoft({ clientId, ...more }),
  discord: (more) => presets.discord({ clientId, ...more }),
  spotify: (more) => presets.spotify({ clientId, ...more }),
  twitch: (more) => presets.twitch({ clientId, server: '/oauth', ...more }),
  linkedin: (more) => presets.linkedin({ clientId, server: '/oauth', ...more }),
  x: (more) => presets.x({ clientId, server: '/oauth', ...more }),
  gitlab: (more) => presets.gitlab({ clientId, ...more }),
  bitbucket: (more) => presets.bitbucket({ clientId, server: '/oauth', ...more }),
  slack: (more) => presets.slack({ clientId, server: '/oauth', ...more }),
  dropbox: (more) => presets.dropbox({ clientId, ...more }),
  reddit: (more) => presets.reddit({ clientId, server: '/oauth', ...more }),
  'hugging-face': (more) => presets.huggingFace({ clientId, ...more }),
  auth0: (more) => presets.auth0({ clientId, domain: 'tenant.eu.auth0.com', ...more }),
  okta: (more) => presets.okta({ clientId, domain: 'dev-1.okta.com', ...more }),
  keycloak: (more) =>
    presets.keycloak({ clientId, url: 'https://sso.example.com/', realm: 'example', ...more }),
  cognito: (more) =>
    presets.cognito({
      clientId,
      userPoolId: 'eu-central-1_AbC123',
      domain: 'my-app.auth.eu-central-1.amazoncognito.com',
      ...more,
    }),
  logto: (more) => presets.logto({ clientId, url: 'https://my-tenant.logto.app', ...more }),
  zitadel: (more) => presets.zitadel({ clientId, url: 'https://my-instance.zitadel.cloud', ...more }),
  authentik: (more) =>
    presets.authentik({ clientId, url: 'https://auth.example.com', application: 'app', ...more }),
  'ory-hydra': (more) => presets.oryHydra({ clientId, url: 'https://oauth.example.com', ...more }),
  supabase: (more) => presets.supabase({ clientId, url: 'https://abcdef.supabase.co', ...more }),
  clerk: (more) => presets.clerk({ clientId, url: 'https://clerk.example.com', ...more }),
  workos: (more) => presets.workos({ clientId, domain: 'my-app.authkit.app', ...more }),
  openrouter: ({ clientId: _, scope: __, offline: ___, ...more } = {}) => presets.openrouter(more),
  mastodon: ({ clientId: _, redirectUri: __, offline: ___, ...more } = {}) =>
    presets.mastodon({
      registration: {
        instance: 'https://mastodon.social',
        clientId,
        clientSecret: 'made-here',
        scopes: ['read:accounts'],
        redirectUri: 'https://app.example/',
      },
      ...more,
    }),
  bluesky: ({ clientId: _, server: __, offline: ___, ...more } = {}) =>
    presets.bluesky({
      clientId: 'https://app.example/client-metadata.json',
      account: {
        did: 'did:plc:abcdefghijklmnopqrstuvwx',
        pds: 'https://pds.example',
        issuer: 'https://bsky.social',
      },
      dpop: {},
      ...more,
    }),
}

/** What each one yields, told by what a reviewer would look for. */
const issuers: Readonly<Record<string, string>> = {
  google: 'https://accounts.google.com',
  github: 'https://github.com/login/oauth',
  'github-app': 'https://github.com/login/oauth',
  facebook: 'https://www.facebook.com',
  apple: 'https://appleid.apple.com',
  microsoft: 'https://login.microsoftonline.com/common/v2.0',
  discord: 'https://discord.com',
  spotify: 'https://accounts.spotify.com',
  twitch: 'https://id.twitch.tv/oauth2',
  linkedin: 'https://www.linkedin.com/oauth',
  x: 'https://x.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
  slack: 'https://slack.com',
  dropbox: 'https://www.dropbox.com',
  reddit: 'https://www.reddit.com',
  'hugging-face': 'https://huggingface.co',
  auth0: 'https://tenant.eu.auth0.com/',
  okta: 'https://dev-1.okta.com/oauth2/default',
  keycloak: 'https://sso.example.com/realms/example',
  cognito: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123',
  logto: 'https://my-tenant.logto.app/oidc',
  zitadel: 'https://my-instance.zitadel.cloud',
  authentik: 'https://auth.example.com/application/o/app/',
  'ory-hydra': 'https://oauth.example.com/',
  supabase: 'https://abcdef.supabase.co/auth/v1',
  clerk: 'https://clerk.example.com',
  workos: 'https://my-app.authkit.app',
  openrouter: 'https://openrouter.ai',
  mastodon: 'https://mastodon.social/',
  bluesky: 'https://bsky.social',
}

const discovered = [
  'auth0',
  'okta',
  'keycloak',
  'logto',
  'zitadel',
  'authentik',
  'ory-hydra',
  'supabase',
  'clerk',
]
const needServer = [
  'google',
  'github',
  'github-app',
  'facebook',
  'apple',
  'twitch',
  'linkedin',
  'x',
  'bitbucket',
  'slack',
]

describe.each(catalogue())('$provider.name ($provider.id)', ({ provider, about }) => {
  const { id, name } = provider
  const make = made[id] ?? (() => expect.fail(`${id} is not in the table`))

  test('yields options that createClient takes', () => {
    const preset = make()
    const { dpop, ...options } = preset as Preset & { dpop?: unknown }
    createClient(options).close()
    const { issuer } = preset
    expect(typeof issuer === 'string' ? issuer : issuer.issuer).toBe(issuers[id])
    expect(typeof issuer === 'string').toBe([...discovered, 'workos', 'bluesky'].includes(id))
    expect(preset.scope).toEqual(provider.scopes)
    expect(preset.user({ sub: '1', name: 'Ada' })).toMatchObject({ sub: '1', name: 'Ada', raw: { sub: '1' } })
  })

  test('has every endpoint on https:', () => {
    const urls = [
      ...Object.values(provider.endpoints ?? {}),
      ...(provider.profile?.requests ?? []).map(({ url }) => url),
    ]
    for (const url of urls) if (url) expect(url).toMatch(/^https:\/\/[^/?#]+\.[a-z]+(\/|$)/)
  })

  test('refuses what the provider would refuse, with the reason', () => {
    expect(provider.mode === 'server').toBe([...needServer, 'reddit'].includes(id))
    expect(provider.needsServer !== undefined).toBe(provider.mode === 'server')
    if (provider.mode === 'server') {
      expect(refusal(() => make({ server: undefined } as never))).toContain(`${name} needs a server part: `)
    }
    if (provider.mode === 'server') expect(provider.tokenAuth).not.toBe('none')
    // Nothing but a server with a secret stands between a stolen code and its redeemer.
    if (provider.pkce === 'none') expect(provider.mode).toBe('server')
    if (provider.responseMode) expect(provider.mode).toBe('server')
  })

  test('makes nobody of an answer that says of nobody', () => {
    for (const answer of [undefined, null, {}, [], 'x', { data: {} }, { id: null, uuid: {}, sub: [] }]) {
      const { profile } = provider
      expect(profile?.parse([answer, answer], undefined).sub ?? '').toBe('')
    }
  })

  test('takes no secret, and no empty client id', () => {
    if (['openrouter', 'mastodon'].includes(id)) return
    expect(refusal(() => make({ clientSecret: 'oops' } as never))).toContain('a page can keep no secret')
    if (id !== 'bluesky')
      expect(refusal(() => make({ clientId: '' }))).toContain(`the id that ${name} gave this app`)
  })

  test('says what is not verified, and only then', () => {
    expect(about.unverified.length === 0).toBe(provider.verified)
    expect(about.steps.length).toBeGreaterThan(0)
    expect(about.checkedOn).toMatch(/^20\d\d-\d\d-\d\d$/)
  })
})

test('every provider of the table is in the catalogue, and every preset is exported', () => {
  expect(catalogue().map(({ provider }) => provider.id)).toEqual(Object.keys(made))
  expect(new Set(Object.keys(made)).size).toBe(31)
})

describe('redirect URIs', () => {
  test.each([
    ['Spotify', 'http://localhost:5173/', 'http://127.0.0.1:5173', () => presets.spotify],
    ['Apple', 'http://localhost:5173/', 'neither localhost nor an IP address', () => presets.apple],
    ['Apple', 'https://127.0.0.1/', 'neither localhost nor an IP address', () => presets.apple],
    ['Apple', 'http://app.example/', 'https: with a domain name only', () => presets.apple],
    ['Slack', 'http://localhost:5173/', 'neither localhost nor an IP address', () => presets.slack],
  ] as const)('%s does not come back to %s', (_, redirectUri, reason, preset) => {
    expect(refusal(() => preset()({ clientId, server: '/oauth', redirectUri }))).toContain(reason)
  })

  test.each(['https://app.example/', 'http://127.0.0.1:5173/', 'http://[::1]:5173/'])(
    'Spotify comes back to %s',
    (uri) => {
      expect(presets.spotify({ clientId, redirectUri: uri }).redirectUri).toBe(uri)
    },
  )
})

describe('the server part', () => {
  test('is below its path, by the name of the provider', () => {
    expect(presets.github({ clientId, server: '/oauth/' }).server).toBe('/oauth/github')
    expect(presets.spotify({ clientId }).server).toBeUndefined()
    expect(presets.spotify({ clientId, server: 'https://api.example/oauth' }).server).toBe(
      'https://api.example/oauth/spotify',
    )
  })

  test('may add the secret to an exchange, and not where nothing else protects the code', () => {
    const server = { url: '/oauth', mode: 'exchange' } as const
    expect(presets.google({ clientId, server }).server).toEqual({ url: '/oauth/google', mode: 'exchange' })
    expect(refusal(() => presets.twitch({ clientId, server }))).toContain('Twitch has no PKCE')
  })
})

describe('refresh tokens', () => {
  test('are asked for the way the provider wants to be asked', () => {
    const server = { url: '/oauth', mode: 'exchange' } as const
    expect(presets.google({ clientId, server, offline: true }).params).toEqual({
      access_type: 'offline',
      prompt: 'consent',
    })
    expect(presets.github({ clientId, server: '/oauth', offline: true }).scope).toContain('offline_access')
    expect(presets.dropbox({ clientId, offline: true, params: { locale: 'de' } }).params).toEqual({
      token_access_type: 'offline',
      locale: 'de',
    })
    expect(presets.auth0({ clientId, domain: 'a.auth0.com', offline: true, audience: 'api' })).toMatchObject({
      scope: ['openid', 'profile', 'email', 'offline_access'],
      params: { audience: 'api' },
    })
  })

  test('are not asked for where there are none, or where they come unasked', () => {
    expect(refusal(() => presets.facebook({ clientId, server: '/oauth', offline: true }))).toContain(
      'Facebook has no refresh tokens',
    )
    expect(refusal(() => presets.spotify({ clientId, offline: true }))).toContain(
      'gives refresh tokens unasked',
    )
  })
})

describe('names of customers', () => {
  test.each([
    [() => presets.auth0({ clientId, domain: 'a b' })],
    [() => presets.okta({ clientId, domain: 'http://dev-1.okta.com' })],
    [() => presets.keycloak({ clientId, url: 'https://sso.example.com/?x', realm: 'r' })],
    [() => presets.cognito({ clientId, userPoolId: 'AbC123', domain: 'x.example.com' })],
    [() => presets.microsoft({ clientId, tenant: 'a/b' })],
    [() => presets.zitadel({ clientId, url: '' })],
  ])('that cannot be right are refused (%#)', (make) => {
    expect(refusal(make)).not.toBe('')
  })

  test('make their issuers, to the letter', () => {
    expect(
      presets.okta({ clientId, domain: 'https://dev-1.okta.com/', authorizationServer: false }).issuer,
    ).toBe('https://dev-1.okta.com')
    expect(presets.gitlab({ clientId, url: 'https://gitlab.example.com/' }).issuer).toMatchObject({
      issuer: 'https://gitlab.example.com',
      token_endpoint: 'https://gitlab.example.com/oauth/token',
    })
    expect(
      presets.microsoft({ clientId, tenant: '11111111-2222-3333-4444-555555555555' }).dialect?.expectedIssuer,
    ).toBeUndefined()
  })
})

test("Cognito's own sign-out has its own names", () => {
  const { dialect } = presets.cognito({
    clientId,
    userPoolId: 'eu-central-1_AbC123',
    domain: 'x.example.com',
  })
  expect(
    dialect?.endSession?.({
      client_id: 'c',
      post_logout_redirect_uri: 'https://app.example/',
      id_token_hint: 'secret',
    }),
  ).toEqual({ client_id: 'c', logout_uri: 'https://app.example/' })
})

test("Bluesky's client metadata document says what the AT Protocol wants of a page", () => {
  const url = 'https://app.example/client-metadata.json'
  expect(presets.blueskyClientMetadata({ url, name: 'App', redirectUris: ['https://app.example/'] })).toEqual(
    {
      client_id: url,
      client_name: 'App',
      client_uri: 'https://app.example',
      application_type: 'web',
      redirect_uris: ['https://app.example/'],
      scope: 'atproto transition:generic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      dpop_bound_access_tokens: true,
    },
  )
})

function refusal(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    if (isAuthError(error, 'configuration')) return error.message
    throw error
  }
  return ''
}
