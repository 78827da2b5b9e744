// @vitest-environment node

import { describe, expect, test } from 'vitest'
import {
  discord,
  dropbox,
  facebook,
  gitlab,
  huggingFace,
  mastodon,
  microsoft,
  openrouter,
  type Preset,
  registerAtMastodon,
  spotify,
} from '../../src/providers/index.js'
import { simulateDiscord } from '../../src/simulators/discord.js'
import { simulateDropbox } from '../../src/simulators/dropbox.js'
import { simulateFacebook } from '../../src/simulators/facebook.js'
import { simulateGitlab } from '../../src/simulators/gitlab.js'
import { simulateHuggingFace } from '../../src/simulators/hugging-face.js'
import { simulateMastodon } from '../../src/simulators/mastodon.js'
import { simulateMicrosoft } from '../../src/simulators/microsoft.js'
import { simulatedPageFetch } from '../../src/simulators/network.js'
import { simulateOpenrouter } from '../../src/simulators/openrouter.js'
import type { SimulatedClient, Simulator } from '../../src/simulators/simulator.js'
import { simulateSpotify } from '../../src/simulators/spotify.js'
import { proven } from './proven.js'
import { createProviderWorld, leave, origin, signInAt } from './sign-in.js'

const clientId = 'page'

interface Row {
  readonly name: string
  readonly simulate: (client: SimulatedClient) => Simulator
  readonly preset: Preset
  readonly user: Readonly<Record<string, unknown>>
  readonly scope: readonly string[]
  readonly refreshes: boolean
}

const ada = { name: 'Ada Lovelace', email: 'ada@example.com', picture: 'https://example.com/ada.png' }

const rows: readonly Row[] = [
  {
    name: 'Spotify',
    simulate: simulateSpotify,
    preset: spotify({ clientId }),
    user: { sub: 'ada', ...ada },
    scope: ['user-read-email'],
    refreshes: true,
  },
  {
    name: 'Discord',
    simulate: simulateDiscord,
    preset: discord({ clientId }),
    user: {
      sub: '1815',
      ...ada,
      picture: 'https://cdn.discordapp.com/avatars/1815/a1b2.png',
      preferred_username: 'ada',
      email_verified: true,
    },
    scope: ['identify', 'email'],
    refreshes: true,
  },
  {
    name: 'GitLab',
    simulate: simulateGitlab,
    preset: gitlab({ clientId }),
    user: { sub: '1815', ...ada, preferred_username: 'ada', email_verified: true },
    scope: ['openid', 'profile', 'email'],
    refreshes: true,
  },
  {
    name: 'Microsoft, any tenant',
    simulate: simulateMicrosoft,
    preset: microsoft({ clientId }),
    user: { sub: '1815', ...ada, preferred_username: 'ada', email_verified: true },
    scope: ['openid', 'profile', 'email', 'User.Read'],
    refreshes: true,
  },
  {
    name: 'Dropbox, offline',
    simulate: simulateDropbox,
    preset: dropbox({ clientId, offline: true }),
    user: { sub: 'dbid:1815', ...ada, email_verified: true },
    scope: ['account_info.read'],
    refreshes: true,
  },
  {
    name: 'Dropbox',
    simulate: simulateDropbox,
    preset: dropbox({ clientId }),
    user: { sub: 'dbid:1815', ...ada, email_verified: true },
    scope: ['account_info.read'],
    refreshes: false,
  },
  {
    name: 'Hugging Face',
    simulate: simulateHuggingFace,
    preset: huggingFace({ clientId }),
    user: { sub: '1815', ...ada, preferred_username: 'ada', email_verified: true },
    scope: ['openid', 'profile'],
    refreshes: false,
  },
  {
    name: 'Facebook, experimental',
    simulate: simulateFacebook,
    preset: facebook({ clientId, experimental: true }),
    user: { sub: '1815', ...ada },
    scope: ['openid', 'public_profile', 'email'],
    refreshes: false,
  },
  {
    name: 'OpenRouter',
    simulate: () => simulateOpenrouter(),
    preset: openrouter(),
    user: { sub: 'user_1815' },
    scope: [],
    refreshes: false,
  },
]

test('what the guides call proven is in the table', () => {
  const tried = rows.map(({ simulate }) => simulate({ clientId }).id)
  expect(new Set([...tried, 'mastodon'])).toEqual(new Set(proven.direct))
})

describe.each(rows)('$name, without a server part', ({ simulate, preset, user, scope, refreshes }) => {
  test('a person signs in, and has a user in the one shape and a token', async () => {
    const simulator = simulate({ clientId })
    const world = createProviderWorld([simulator])
    const { client, tab } = await signInAt(world, simulator, preset)
    const session = client.session.get()
    expect(session).toMatchObject({ status: 'signed-in', scope })
    expect(session.status === 'signed-in' && session.user).toEqual({ ...user, raw: expect.any(Object) })
    expect(simulator.isLive(await client.accessToken())).toBe(true)
    expect(tab.url).toBe(`${origin}/`)
  })

  test('the token is renewed, or the session says that it cannot be', async () => {
    const simulator = simulate({ clientId })
    const world = createProviderWorld([simulator])
    const { client } = await signInAt(world, simulator, preset)
    const first = await client.accessToken()
    const renewed = client.accessToken({ rejected: first })
    if (refreshes) {
      expect(simulator.isLive(await renewed)).toBe(true)
      expect(await renewed).not.toBe(first)
      expect(client.session.get()).toMatchObject({ status: 'signed-in', user })
      world.clock.advance(120_000)
      expect(await client.accessToken({ rejected: await renewed })).not.toBe(await renewed)
    } else {
      await expect(renewed).rejects.toMatchObject({ code: 'signed-out' })
    }
  })

  test('a code that was used is refused as a grant, whatever words the provider has for it', async () => {
    const simulator = simulate({ clientId })
    const world = createProviderWorld([simulator])
    const { client } = await signInAt(world, { ...simulator, click: spent(simulator) }, preset)
    expect(client.session.get()).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'grant-refused', details: { error: 'invalid_grant' } },
    })
  })

  test('signing out ends the token where the provider lets a page do it', async () => {
    const simulator = simulate({ clientId })
    const world = createProviderWorld([simulator])
    const { client, events } = await signInAt(world, simulator, preset)
    const token = await client.accessToken()
    await client.logout({ everywhere: false })
    const metadata = preset.issuer
    const revocable = typeof metadata === 'object' && !!metadata.revocation_endpoint
    expect(simulator.isLive(token)).toBe(!revocable)
    expect(events.filter(({ type }) => type === 'warning')).toEqual([])
  })

  test('a person who says no is told so', async () => {
    const simulator = simulate({ clientId })
    const { client } = await signInAt(createProviderWorld([simulator]), simulator, preset, 'nobody')
    expect(client.session.get()).toMatchObject({
      status: 'signed-out',
      error: { code: 'login-refused', details: { error: 'access_denied' } },
    })
  })
})

describe('Mastodon, at the instance that a person chose', () => {
  const redirectUri = `${origin}/`

  test('registers itself, signs in, and ends its token', async () => {
    const simulator = simulateMastodon('https://social.example')
    const world = createProviderWorld([simulator])
    const registration = await registerAtMastodon({
      instance: 'social.example',
      appName: 'Demo',
      redirectUri,
      fetch: simulatedPageFetch([simulator], origin),
    })
    const { client } = await signInAt(world, simulator, mastodon({ registration }))
    const session = client.session.get()
    expect(session.status === 'signed-in' && session.user).toMatchObject({
      sub: '1815',
      name: 'Ada Lovelace',
      preferred_username: 'ada',
    })
    const token = await client.accessToken()
    expect(simulator.isLive(token)).toBe(true)
    await client.logout({ everywhere: false })
    expect(simulator.isLive(token)).toBe(false)
  })

  test('an instance that is none is told', async () => {
    const fetch = async () => new Response('<html>', { status: 404 })
    const app = { instance: 'social.example', appName: 'Demo', redirectUri, fetch }
    await expect(registerAtMastodon(app)).rejects.toMatchObject({ code: 'network' })
    await expect(
      registerAtMastodon({ ...app, instance: 'https://social.example/x?y' }),
    ).rejects.toMatchObject({
      code: 'configuration',
    })
  })
})

describe('Microsoft, any tenant', () => {
  test.each([
    ['another tenant', { tid: 'aaaaaaaa-2222-3333-4444-555555555555' }],
    ['no tenant', { tid: 'common' }],
    ['another issuer', { iss: 'https://login.microsoftonline.com.evil.example/v2.0' }],
  ])('an ID Token of %s than it says is refused', async (_, claims) => {
    const simulator = simulateMicrosoft({ clientId }, claims)
    const { client } = await signInAt(createProviderWorld([simulator]), simulator, microsoft({ clientId }))
    expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'id-token-rejected' } })
  })
})

test('Spotify is not asked to send anybody to localhost', async () => {
  const simulator = simulateSpotify({ clientId })
  const world = createProviderWorld([simulator])
  const { createClient } = await import('../../src/index.js')
  const tab = world.openTab('http://localhost:5173/')
  const effects = world.effects(tab)
  const page = effects.page && { ...effects.page, base: () => 'http://localhost:5173/' }
  const client = createClient({ ...spotify({ clientId }), effects: { ...effects, ...(page && { page }) } })
  await client.start()
  await expect(leave(client, tab)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('http://127.0.0.1:5173'),
  })
  expect(tab.leftFor).toBeUndefined()
  client.close()
})

/** The same click, and somebody was quicker with the code. */
function spent(simulator: Simulator): Simulator['click'] {
  return async (url, login) => {
    const answer = await simulator.click(url, login)
    const location = new URL(answer.headers.get('location') ?? '')
    location.searchParams.set('code', 'used')
    return new Response(null, { status: 302, headers: { location: location.href } })
  }
}
