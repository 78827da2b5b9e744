import { type JWTPayload, SignJWT } from 'jose'
import { expect } from 'vitest'
import { signedResponses } from '../../src/signatures/index.js'
import {
  type TestTab,
  type TracedClient,
  testClientId,
  testIssuer,
  until,
  type World,
} from '../../src/testing/index.js'
import { createFapiSuite, fapiOptions } from './fapi-suite.js'
import { createKey } from './suite.js'

/** What the server does wrong with its signed answers (JARM). */
export interface SignedFaults {
  readonly claims?: (claims: JWTPayload) => Record<string, unknown>
  readonly jwt?: (jwt: string) => string
  readonly refusal?: { readonly error: string }
  /** Changes the query of the page that the answer comes to. */
  readonly query?: (query: URLSearchParams) => void
}

export interface SignedSuite {
  readonly world: World
  signIn(): Promise<{ readonly tab: TestTab; readonly client: TracedClient }>
}

/** A server that signs its answers to logins, and a client that takes no others. */
export function createSignedSuite(faults: SignedFaults = {}): SignedSuite {
  const { claims = (same) => same, jwt = (same) => same, refusal, query } = faults
  const { world } = createFapiSuite()
  const { server, browser, clock } = world
  const key = createKey('answers', 'ES256')
  server.metadata.authorization_signing_alg_values_supported = ['ES256']
  server.intercept = async (endpoint, proceed) => {
    const answer = await proceed()
    if (endpoint !== 'jwks') return answer
    const { keys } = await answer.json()
    return Response.json({ keys: [...keys, (await key).jwk] })
  }
  return {
    world,
    async signIn() {
      const options = fapiOptions({ signatures: signedResponses() })
      const tab = browser.openTab()
      const before = world.client(tab, options)
      before.login().catch(() => {})
      const request = await until(() => tab.leftFor)
      const url = new URL(server.authorize(request, refusal))
      const exp = Math.floor(clock.now() / 1000) + 60
      const said = { ...Object.fromEntries(url.searchParams), iss: testIssuer, aud: testClientId, exp }
      const { privateKey } = await key
      const signed = new SignJWT(claims(said)).setProtectedHeader({ alg: 'ES256', kid: 'answers' })
      const answer = new URLSearchParams({ response: jwt(await signed.sign(privateKey)) })
      query?.(answer)
      const back = tab.load(`${url.origin}${url.pathname}?${answer}`)
      const client = world.client(back, options)
      await client.start()
      return { tab: back, client }
    },
  }
}

/** Nobody is signed in, the code was not sent, and the answer has left the address bar. */
export async function expectUnsigned({ world, signIn }: SignedSuite): Promise<void> {
  const { tab, client } = await signIn()
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    reason: 'failed',
    error: { code: 'callback-rejected', details: { reason: 'unsigned' } },
  })
  expect(world.server.requests).not.toContain('token')
  expect(tab.effects.page?.url()).not.toContain('response')
}
