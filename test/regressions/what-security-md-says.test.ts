// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { catalogue } from '../../src/providers/catalogue.js'
import {
  testClientId as clientId,
  createWorld,
  testIssuer as issuer,
  until,
  type World,
} from '../../src/testing/index.js'

const day = 86_400_000

describe('the metadata of the server, in localStorage', () => {
  const key = `hallpass1 metadata ${issuer}`

  /** What a script in the page may have left: an endpoint of its own. */
  function poison({ browser, server, clock }: World): void {
    const metadata = { ...server.metadata, authorization_endpoint: 'https://evil.example/authorize' }
    browser.local.set(key, JSON.stringify({ at: clock.now(), metadata }))
  }

  async function leavesFor(world: World, options = {}): Promise<string> {
    const tab = world.browser.openTab()
    world
      .client(tab, options)
      .login()
      .catch(() => {})
    return new URL(await until(() => tab.leftFor)).origin
  }

  test('are believed for a day, whoever wrote them, and then asked for anew', async () => {
    const world = createWorld()
    poison(world)
    world.clock.advance(day - 1)
    expect(await leavesFor(world)).toBe('https://evil.example')
    world.clock.advance(1)
    expect(await leavesFor(world)).toBe(issuer)
  })

  test('are neither read nor written where they are in the code', async () => {
    const world = createWorld()
    poison(world)
    const before = world.browser.local.get(key)
    expect(await leavesFor(world, { issuer: world.server.metadata })).toBe(issuer)
    expect(world.browser.local.get(key)).toBe(before)
  })

  test('of another issuer, or with an endpoint that is not https, are not believed', async () => {
    for (const change of [
      { issuer: 'https://evil.example' },
      { token_endpoint: 'http://evil.example/token' },
    ]) {
      const world = createWorld()
      const metadata = { ...world.server.metadata, ...change }
      world.browser.local.set(key, JSON.stringify({ at: world.clock.now(), metadata }))
      expect(await leavesFor(world)).toBe(issuer)
      expect(world.server.requests).toContain('.well-known/openid-configuration')
    }
  })
})

test('Bitbucket, LinkedIn and Reddit are the providers without PKCE and nonce', () => {
  const neither = catalogue()
    .map(({ provider }) => provider)
    // Who signs ID Tokens has keys; Apple sends one without being asked for `openid`.
    .filter(({ pkce, endpoints, scopes, dialect }) => {
      const signs = scopes.includes('openid') || endpoints?.jwks !== undefined
      return pkce === 'none' && (!signs || dialect?.nonce === 'optional')
    })
  expect(neither.map(({ name }) => name).sort()).toEqual(['Bitbucket', 'LinkedIn', 'Reddit'])
})

describe('a code of another login, in the answer to this one', () => {
  /** Signs in Ada, at a server that ignores PKCE, with a code that Eve got in a login of her own. */
  async function injected(scope: string) {
    const world = createWorld()
    const { browser, server, client } = world
    const mallory = { verifier: 'm'.repeat(43), nonce: 'of another login' }
    const own = new URL(`${issuer}/authorize`)
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(mallory.verifier))
    own.search = `${new URLSearchParams({
      client_id: clientId,
      redirect_uri: 'https://app.example/',
      scope,
      nonce: mallory.nonce,
      code_challenge: Buffer.from(hash).toString('base64url'),
    })}`
    server.intercept = async (endpoint, proceed, request) => {
      if (endpoint !== 'token') return proceed()
      const form = new URLSearchParams(await request.text())
      form.set('code_verifier', mallory.verifier)
      server.intercept = async (_, go) => go()
      return server.fetch(request.url, { method: 'POST', body: form })
    }
    if (!scope.includes('openid')) server.tokenResponse = ({ id_token: _, ...body }) => body
    const tab = browser.openTab()
    client(tab, { scope })
      .login()
      .catch(() => {})
    const answer = new URL(server.authorize(await until(() => tab.leftFor)))
    server.user = 'eve'
    answer.searchParams.set('code', new URL(server.authorize(own.href)).searchParams.get('code') ?? '')
    return client(tab.load(answer.href), { scope }).start()
  }

  test('is noticed by the nonce of the ID Token, where the server ignores PKCE', async () => {
    expect(await injected('openid')).toMatchObject({
      status: 'signed-out',
      error: { code: 'id-token-rejected', details: { claim: 'nonce' } },
    })
  })

  test('is noticed by nothing, where there is neither', async () => {
    expect(await injected('profile')).toMatchObject({ status: 'signed-in' })
  })
})

describe('without being asked to', () => {
  test('without apis nothing gets a token', async () => {
    const world = createWorld()
    const { client } = await world.signIn(world.browser.openTab(), { apis: [] })
    for (const url of ['https://api.example/', `${issuer}/userinfo`, 'https://app.example/']) {
      await expect(client.fetch(url)).rejects.toMatchObject({ code: 'target-not-allowed' })
    }
    expect(world.server.tokensSeen).toEqual([])
  })

  test('the global fetch stays what it is', async () => {
    const before = globalThis.fetch
    const world = createWorld()
    const { client } = await world.signIn(world.browser.openTab())
    await client.fetch('https://api.example/')
    expect(globalThis.fetch).toBe(before)
  })
})
