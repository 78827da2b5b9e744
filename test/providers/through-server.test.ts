// @vitest-environment node

import { describe, expect, test } from 'vitest'
import {
  appleProvider,
  bitbucketProvider,
  facebookProvider,
  githubProvider,
  googleProvider,
  linkedinProvider,
  type Provider,
  redditProvider,
  slackProvider,
  twitchProvider,
  xProvider,
} from '../../src/providers/index.js'
import { createServer, type ServerPart, type ServerProvider } from '../../src/server/index.js'
import { simulateApple } from '../../src/simulators/apple.js'
import { simulateBitbucket } from '../../src/simulators/bitbucket.js'
import { simulateFacebook } from '../../src/simulators/facebook.js'
import { simulateGithub } from '../../src/simulators/github.js'
import { simulateGoogle } from '../../src/simulators/google.js'
import { simulateLinkedin } from '../../src/simulators/linkedin.js'
import { simulatedFetch } from '../../src/simulators/network.js'
import { simulateReddit } from '../../src/simulators/reddit.js'
import type { SimulatedClient, Simulator } from '../../src/simulators/simulator.js'
import { simulateSlack } from '../../src/simulators/slack.js'
import { simulateTwitch } from '../../src/simulators/twitch.js'
import { simulateX } from '../../src/simulators/x.js'
import { createPerson, type Person } from '../server/person.js'
import { proven } from './proven.js'

const origin = 'https://app.test'
const client = { clientId: 'client-1', clientSecret: 'the secret' }
const ada = { name: 'Ada Lovelace', email: 'ada@example.com', picture: 'https://example.com/ada.png' }

interface Row {
  readonly name: string
  readonly provider: Provider
  readonly simulate: (client: SimulatedClient) => Simulator
  readonly configured?: Partial<ServerProvider>
  readonly claims: Readonly<Record<string, unknown>>
  readonly scope: string
  readonly renewable: boolean
}

const rows: readonly Row[] = [
  {
    name: 'Google',
    provider: googleProvider,
    simulate: simulateGoogle,
    claims: { sub: '1815', ...ada, email_verified: true },
    scope:
      'openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile',
    renewable: true,
  },
  {
    name: 'GitHub',
    provider: githubProvider,
    simulate: simulateGithub,
    claims: { sub: '1815', ...ada, email_verified: true, preferred_username: 'ada' },
    scope: 'read:user user:email offline_access',
    renewable: true,
  },
  {
    name: 'Facebook',
    provider: facebookProvider,
    simulate: simulateFacebook,
    claims: { sub: '1815', ...ada },
    scope: 'public_profile email',
    renewable: false,
  },
  {
    name: 'Twitch',
    provider: twitchProvider,
    simulate: simulateTwitch,
    claims: {
      sub: '1815',
      email: ada.email,
      email_verified: true,
      picture: ada.picture,
      preferred_username: 'ada',
    },
    scope: 'openid user:read:email',
    renewable: true,
  },
  {
    name: 'LinkedIn',
    provider: linkedinProvider,
    simulate: simulateLinkedin,
    claims: { sub: '1815', ...ada, email_verified: true },
    scope: 'openid profile email',
    renewable: false,
  },
  {
    name: 'X',
    provider: xProvider,
    simulate: simulateX,
    claims: { sub: '1815', ...ada, email_verified: true, preferred_username: 'ada' },
    scope: 'users.read tweet.read offline.access',
    renewable: true,
  },
  {
    name: 'Bitbucket',
    provider: bitbucketProvider,
    simulate: simulateBitbucket,
    claims: { sub: '{1815}', ...ada, email_verified: true, preferred_username: 'ada' },
    scope: 'account email',
    renewable: true,
  },
  {
    name: 'Slack',
    provider: slackProvider,
    simulate: simulateSlack,
    claims: { sub: 'U1815', ...ada, email_verified: true },
    scope: 'openid profile email',
    renewable: true,
  },
  {
    name: 'Reddit',
    provider: redditProvider,
    simulate: simulateReddit,
    claims: { sub: '1815', name: 'ada', picture: ada.picture },
    scope: 'identity',
    renewable: true,
  },
]

test('what the guides call proven is in the table', () => {
  expect([...rows.map(({ provider }) => provider.id), 'apple']).toEqual(proven.mediated)
})

function serverFor(
  simulator: Simulator,
  provider: Provider,
  configured: Partial<ServerProvider>,
): ServerPart {
  return createServer({
    origins: [origin],
    cookieKey: 'cookie key 0123456789 abcdefghijklmnop',
    fetch: simulatedFetch([simulator]),
    providers: {
      [provider.id]: {
        provider,
        clientId: client.clientId,
        ...(provider.tokenAuth !== 'none' && { clientSecret: client.clientSecret }),
        ...configured,
      },
    },
  })
}

/** Leaves for the provider, clicks, and comes back to the server part. */
async function signIn(person: Person, simulator: Simulator, id: string, login?: string): Promise<Response> {
  const leaving = await person.navigate(`/oauth/${id}/login?returnTo=/`)
  const answer = await simulator.click(leaving.headers.get('location') ?? '', login)
  const location = answer.headers.get('location')
  if (location) return person.navigate(location, { site: 'cross-site' })
  const html = await answer.text()
  const [, action = ''] = /action="([^"]+)"/.exec(html) ?? []
  const fields = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    unescaped(value),
  ])
  const body = new URLSearchParams(fields.map(([name = '', value = '']) => [name, value])).toString()
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: new URL(answer.url || 'https://appleid.apple.com').origin,
  }
  return person.navigate(unescaped(action), { site: 'cross-site', headers, body })
}

function unescaped(text = ''): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
}

describe.each(rows)(
  '$name, through the server part',
  ({ provider, simulate, configured = {}, claims, scope, renewable }) => {
    test('a person signs in: claims in the one shape, a scope with spaces, a token, no refresh token', async () => {
      const simulator = simulate(client)
      const person = createPerson(serverFor(simulator, provider, configured))
      const back = await signIn(person, simulator, provider.id)
      expect(back.headers.get('location')).toBe(`${origin}/`)
      const session = await (await person.call(`/oauth/${provider.id}/session`)).json()
      expect(session).toMatchObject({ signed_in: true, claims, scope, renewable, token_type: 'Bearer' })
      expect(JSON.stringify(session)).not.toContain('-refresh-')
      expect(simulator.isLive(session.access_token)).toBe(true)
    })

    test('who says no is not signed in', async () => {
      const simulator = simulate(client)
      const person = createPerson(serverFor(simulator, provider, configured))
      await signIn(person, simulator, provider.id, 'nobody')
      const session = await (await person.call(`/oauth/${provider.id}/session`)).json()
      expect(session).toMatchObject({ signed_in: false })
      expect(simulator.tokenRequests).toEqual([])
    })

    test.skipIf(provider.tokenAuth === 'none')('a wrong secret signs nobody in', async () => {
      const simulator = simulate(client)
      const wrong = { ...configured, clientSecret: 'another secret' }
      const person = createPerson(serverFor(simulator, provider, wrong))
      await signIn(person, simulator, provider.id)
      const session = await (await person.call(`/oauth/${provider.id}/session`)).json()
      expect(session).toMatchObject({ signed_in: false })
    })
  },
)

test('Apple: a secret that is signed, an answer that is posted, and a name that is told once', async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  )
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64')
  const apple = { teamId: 'TEAM123456', keyId: 'KEY1234567' }
  const simulator = simulateApple({ clientId: client.clientId, publicKey, ...apple })
  const clientSecret = {
    ...apple,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----`,
  }
  const person = createPerson(serverFor(simulator, appleProvider, { clientSecret }))
  await signIn(person, simulator, 'apple')
  const session = await (await person.call('/oauth/apple/session')).json()
  expect(session).toMatchObject({
    signed_in: true,
    claims: { sub: '001.1815', name: 'Ada Lovelace', email: 'ada@example.com' },
    renewable: true,
  })
  expect(simulator.isLive(session.access_token)).toBe(true)
  const other = createPerson(
    serverFor(simulator, appleProvider, { clientSecret: { ...clientSecret, keyId: 'OTHER' } }),
  )
  await signIn(other, simulator, 'apple')
  expect(await (await other.call('/oauth/apple/session')).json()).toMatchObject({ signed_in: false })
})
