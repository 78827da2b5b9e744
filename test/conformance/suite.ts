import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'
import { expect } from 'vitest'
import type { ClientOptions } from '../../src/index.js'
import {
  createWorld,
  testIssuer as issuer,
  type TestTab,
  type TracedClient,
  type World,
} from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'

/** A server that misbehaves as the OpenID Foundation's suite does, with real keys and signatures. */
export interface Suite {
  readonly world: World
  /** What the server does wrong, or in another way. */
  readonly misbehave: {
    claims: (claims: JWTPayload) => JWTPayload
    /** The same for ID Tokens that come with a renewal. */
    renewedClaims: (claims: JWTPayload) => JWTPayload
    header: (header: JWTHeaderParameters) => JWTHeaderParameters
    idToken: (jwt: string) => string
    userInfo: (claims: object) => object
  }
  /** The keys that the server publishes; the first one signs. */
  keys: Key[]
  /** The server signs with a new key from now on, and forgets the ones before. */
  rotate(): Promise<void>
  /** Tokens that the UserInfo endpoint was asked with. */
  readonly asked: (string | null)[]
  signIn(options?: Partial<ClientOptions>): Promise<{ readonly tab: TestTab; readonly client: TracedClient }>
}

/** A key of the server. */
export interface Key {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

export async function createKey(kid: string, alg = 'RS256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg } }
}

/** The same JWT with a signature that fits nothing. */
export function withBrokenSignature(jwt: string): string {
  const [header, payload, signature = ''] = jwt.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[5] = (bytes[5] ?? 0) ^ 1
  return [header, payload, bytes.toString('base64url')].join('.')
}

export async function createSuite(alg = 'RS256'): Promise<Suite> {
  const world = createWorld()
  const { server } = world
  const same = <T>(value: T): T => value
  const suite: Suite = {
    world,
    misbehave: { claims: same, renewedClaims: same, header: same, idToken: same, userInfo: same },
    keys: [await createKey('one', alg)],
    async rotate() {
      suite.keys = [await createKey(`another ${Math.random()}`, alg)]
    },
    asked: [],
    signIn: (options) => world.signIn(world.browser.openTab(), options),
  }
  server.metadata.jwks_uri = `${issuer}/jwks`
  server.metadata.id_token_signing_alg_values_supported = [alg]
  server.metadata.userinfo_endpoint = `${issuer}/userinfo`
  server.metadata.id_token_signing_alg_values_supported = ['RS256']
  server.intercept = async (endpoint, proceed, request) => {
    const { misbehave } = suite
    if (endpoint === 'jwks') return Response.json({ keys: suite.keys.map(({ jwk }) => jwk) })
    if (endpoint === 'userinfo') {
      suite.asked.push(request.headers.get('authorization'))
      return Response.json(misbehave.userInfo({ sub: server.user, name: 'Ada Lovelace' }))
    }
    if (endpoint !== 'token') return proceed()
    const isRenewal = (await request.clone().text()).includes('grant_type=refresh_token')
    const answer = await proceed()
    const body = await answer.json()
    if (!answer.ok) return Response.json(body, { status: answer.status })
    const edit = isRenewal ? misbehave.renewedClaims : misbehave.claims
    const [{ kid, privateKey } = await createKey('one', alg)] = suite.keys
    const header = misbehave.header({ alg, kid })
    const jwt = await new SignJWT(edit(payloadOf(body.id_token))).setProtectedHeader(header).sign(privateKey)
    return Response.json({ ...body, id_token: misbehave.idToken(jwt) })
  }
  return suite
}

/** The person is signed in, and UserInfo says the same. */
export async function expectSignedIn(
  { signIn, asked }: Suite,
  options?: Partial<ClientOptions>,
): Promise<void> {
  const { client } = await signIn(options)
  expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  expect(await userInfo(client)).toMatchObject({ sub: 'ada' })
  expect(asked).toEqual([`Bearer ${await client.accessToken()}`])
}

/** Nobody is signed in, and nothing was asked with the tokens. */
export async function expectRefused(
  { signIn, asked }: Suite,
  options?: Partial<ClientOptions>,
): Promise<void> {
  const { client } = await signIn(options)
  expect(client.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed' })
  await expect(client.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  expect(asked).toEqual([])
}

function payloadOf(jwt: string): JWTPayload {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}

/** Signs out at the server, and comes back with what it makes of `state`. */
export async function expectSignedOut(
  { world, signIn }: Suite,
  back: (state: string) => string | undefined,
): Promise<void> {
  const { tab, client } = await signIn()
  await client.logout()
  const { searchParams } = new URL(tab.leftFor ?? '')
  const url = new URL(searchParams.get('post_logout_redirect_uri') ?? '')
  const state = back(searchParams.get('state') ?? '')
  if (state !== undefined) url.searchParams.set('state', state)
  expect(await world.client(tab.load(url.href)).start()).toMatchObject({ status: 'signed-out' })
}
