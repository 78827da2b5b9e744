// @vitest-environment node

import { describe, expect, test } from 'vitest'
import {
  github,
  githubProvider,
  google,
  googleProvider,
  type Preset,
  type Provider,
} from '../../src/providers/index.js'
import { createServer } from '../../src/server/index.js'
import { simulateGithub } from '../../src/simulators/github.js'
import { simulateGoogle } from '../../src/simulators/google.js'
import { simulatedFetch } from '../../src/simulators/network.js'
import type { SimulatedClient, Simulator } from '../../src/simulators/simulator.js'
import { proven } from './proven.js'
import { createProviderWorld, origin, type ProviderWorld, signInAt } from './sign-in.js'

const client = { clientId: 'page', clientSecret: 'the secret' }
const server = { url: '/oauth', mode: 'exchange' } as const

interface Row {
  readonly provider: Provider
  readonly simulate: (client: SimulatedClient) => Simulator
  readonly preset: Preset
}

const rows: readonly Row[] = [
  { provider: googleProvider, simulate: simulateGoogle, preset: google({ clientId: 'page', server }) },
  { provider: githubProvider, simulate: simulateGithub, preset: github({ clientId: 'page', server }) },
]

test('what the guides call proven is in the table', () => {
  expect(rows.map(({ provider }) => provider.id)).toEqual(proven.exchange)
})

describe.each(rows)(
  '$provider.name, with a secret that the server part adds',
  ({ provider, simulate, preset }) => {
    test('the page exchanges its own code, and never sees the secret', async () => {
      const simulator = simulate(client)
      const world = withServer(createProviderWorld([simulator]), simulator, provider)
      const { client: auth, tab } = await signInAt(world, simulator, preset)
      expect(auth.session.get()).toMatchObject({
        status: 'signed-in',
        user: { sub: '1815', name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
      })
      expect(simulator.isLive(await auth.accessToken())).toBe(true)
      expect(simulator.tokenRequests[0]?.get('client_secret')).toBe('the secret')
      expect(JSON.stringify([...tab.session])).not.toContain('the secret')
    })

    test('without the server part the provider refuses', async () => {
      const simulator = simulate(client)
      const { server: _, ...direct } = preset
      const { client: auth } = await signInAt(createProviderWorld([simulator]), simulator, direct)
      expect(auth.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
    })
  },
)

/** The page's own origin has a server part. */
function withServer(world: ProviderWorld, simulator: Simulator, provider: Provider): ProviderWorld {
  const part = createServer({
    origins: [origin],
    fetch: simulatedFetch([simulator]),
    providers: { [provider.id]: { provider, ...client, mode: 'exchange', redirectUris: [`${origin}/`] } },
  })
  return {
    ...world,
    effects(tab) {
      const effects = world.effects(tab)
      return {
        ...effects,
        async fetch(input, init) {
          const request = new Request(new URL(input instanceof Request ? input.url : input, origin), init)
          if (!request.url.startsWith(`${origin}/`)) return effects.fetch?.(input, init) ?? Response.error()
          const headers = new Headers(request.headers)
          headers.set('origin', origin)
          headers.set('sec-fetch-site', 'same-origin')
          const answer = await part(new Request(request, { headers }))
          return answer ?? new Response(null, { status: 404 })
        },
      }
    },
  }
}
