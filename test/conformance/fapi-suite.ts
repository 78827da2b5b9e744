import { expect } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import { fapi2 } from '../../src/fapi/index.js'
import type { ClientOptions } from '../../src/index.js'
import {
  createWorld,
  type TestTab,
  type TracedClient,
  testClientId,
  testIssuer,
  type World,
} from '../../src/testing/index.js'

/** A server that offers what FAPI 2.0 asks for, and a client that keeps to it. */
export interface FapiSuite {
  readonly world: World
  signIn(): Promise<{ readonly tab: TestTab; readonly client: TracedClient }>
}

export function createFapiSuite(more: Partial<ClientOptions> = {}): FapiSuite {
  const world = createWorld()
  world.server.dpop = true
  world.server.metadata.code_challenge_methods_supported = ['S256']
  world.server.metadata.dpop_signing_alg_values_supported = ['ES256']
  return { world, signIn: () => world.signIn(world.browser.openTab(), fapiOptions(more)) }
}

export function fapiOptions(more: Partial<ClientOptions> = {}): ClientOptions {
  return fapi2({
    issuer: testIssuer,
    clientId: testClientId,
    redirectUri: 'https://app.example/',
    apis: ['https://api.example'],
    dpop: dpop(),
    ...more,
  })
}

/** The person is signed in, and the API was called with a token that is bound to a key. */
export async function expectCalled({ world, signIn }: FapiSuite): Promise<void> {
  const { client } = await signIn()
  const answer = await client.fetch('https://api.example/accounts')
  expect(answer.status).toBe(200)
  expect(world.server.apiRequests.at(-1)).toMatchObject({ status: 200, sub: 'ada' })
}

/** Nobody is signed in, and no API was called. */
export async function expectNoCall({ world, signIn }: FapiSuite): Promise<void> {
  const { client } = await signIn()
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
  await expect(client.fetch('https://api.example/accounts')).rejects.toMatchObject({ code: 'signed-out' })
  expect(world.server.apiRequests).toEqual([])
}
