// @vitest-environment node

import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { dpop } from '../../src/dpop/index.js'
import type { ClientOptions } from '../../src/index.js'
import { createWorld, type World } from '../../src/testing/index.js'
import { sha256 } from './bound-server.js'
import { type BoundWorld, createBoundWorld } from './bound-world.js'

interface Shown {
  readonly header?: Readonly<Record<string, unknown>>
  /** The claim `cnf`, by the key that the client has proven. */
  readonly cnf?: (jwk: unknown) => unknown
}

/** Has the server bind its ID Tokens to a key (OpenID Connect Key Binding). */
function bindIdTokens(world: World, proven: () => unknown, shown: () => Shown): void {
  const { intercept } = world.server
  world.server.intercept = async (endpoint, proceed, request) => {
    const answer = await (intercept?.(endpoint, proceed, request) ?? proceed())
    if (endpoint !== 'token' || !answer.ok) return answer
    const { id_token, ...body } = await answer.json()
    const [head, claims, signature] = String(id_token).split('.')
    const { header = { typ: 'dpop+id_token' }, cnf = (jwk) => ({ jwk }) } = shown()
    const bound = [
      encode({ ...decode(head), ...header }),
      encode({ ...decode(claims), cnf: cnf(proven()) }),
      signature,
    ]
    return Response.json({ ...body, id_token: bound.join('.') }, { headers: answer.headers })
  }
}

function createWorldWithBoundIdTokens(shown: () => Shown): BoundWorld {
  const world = createBoundWorld()
  bindIdTokens(world, () => world.bound.proofs.at(-1)?.header.jwk, shown)
  return world
}

async function signIn(shown: Shown, options: Partial<ClientOptions> = {}) {
  const world = createWorldWithBoundIdTokens(() => shown)
  const { client } = await world.signIn(world.browser.openTab(), options)
  return client.session.get()
}

test.each(['dpop+id_token', 'application/dpop+id_token', 'DPoP+ID_Token'])(
  'an ID Token of type %s that is bound to the key of this session signs in',
  async (typ) => {
    expect(await signIn({ header: { typ } })).toMatchObject({
      status: 'signed-in',
      user: { cnf: { jwk: { kty: 'EC' } } },
    })
  },
)

const { publicKey } = await generateKeyPair('ES256')
const another = await exportJWK(publicKey)

test.each([
  ['openid offline_access bound_key', true],
  ['openid offline_access', false],
])('with the scope "%s" the proof of the code exchange has the hash of the code: %s', async (scope, has) => {
  const world = createWorldWithBoundIdTokens(() => ({}))
  const codes: string[] = []
  const { intercept } = world.server
  world.server.intercept = async (endpoint, proceed, request) => {
    const code = endpoint === 'token' && new URLSearchParams(await request.clone().text()).get('code')
    if (code) codes.push(code)
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  const { client } = await world.signIn(world.browser.openTab(), { scope })
  world.clock.advance(3_600_000)
  await client.accessToken()
  const proofs = world.bound.proofs.filter(({ endpoint }) => endpoint === 'token')
  expect(proofs.map(({ claims }) => claims.c_s256)).toEqual([
    has ? await sha256(codes[0] ?? '') : undefined,
    undefined,
  ])
})

test.each<[string, (jwk: unknown) => unknown]>([
  ['another key', () => ({ jwk: another })],
  ['nearly the key', (jwk) => ({ jwk: { ...Object(jwk), y: another.y } })],
  ['the key of another kind', (jwk) => ({ jwk: { ...Object(jwk), kty: 'OKP' } })],
  ['no key', () => ({})],
  ['a key that is a text', (jwk) => ({ jwk: JSON.stringify(jwk) })],
  ['no `cnf`', () => undefined],
  ['a `cnf` that is `null`', () => null],
])('an ID Token that is bound to %s signs nobody in', async (_, cnf) => {
  expect(await signIn({ cnf })).toMatchObject({
    status: 'signed-out',
    error: { code: 'id-token-rejected', details: { claim: 'cnf' } },
  })
})

test('an ID Token of the usual type is bound to none, whatever its `cnf` says', async () => {
  expect(await signIn({ header: { typ: 'JWT' }, cnf: () => ({ jwk: another }) })).toMatchObject({
    status: 'signed-in',
  })
})

test('a renewal with an ID Token that is bound to another key ends the session', async () => {
  let shown: Shown = {}
  const world = createWorldWithBoundIdTokens(() => shown)
  const { client } = await world.signIn(world.browser.openTab())
  world.clock.advance(3_600_000)
  await client.accessToken()
  expect(client.session.get().status).toBe('signed-in')
  shown = { cnf: () => ({ jwk: another }) }
  world.clock.advance(3_600_000)
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    error: { code: 'id-token-rejected', details: { claim: 'cnf' } },
  })
})

test.each<[string, Partial<ClientOptions>, string]>([
  ['without DPoP', {}, 'typ'],
  ['whose login had no key', { dpop: dpop({ required: false }) }, 'cnf'],
])('a client %s takes no ID Token that is bound to a key', async (_, options, claim) => {
  const world = createWorld()
  bindIdTokens(
    world,
    () => another,
    () => ({}),
  )
  const { client } = await world.signIn(world.browser.openTab(), options)
  expect(client.session.get()).toMatchObject({
    status: 'signed-out',
    error: { code: 'id-token-rejected', details: { claim } },
  })
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part = ''): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}
