// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { type AuthError, isAuthError } from '../../src/index.js'
import { createWorld, testIssuer as issuer, settle, until, type World } from '../../src/testing/index.js'
import { userInfo } from '../../src/userinfo/index.js'
import { createBoundWorld } from '../dpop/bound-world.js'
import { api, refusal, signedIn } from '../fetch/answering-api.js'

const openid = `${issuer}/.well-known/openid-configuration`
const oauth = `${issuer}/.well-known/oauth-authorization-server`
const notFound = async () => new Response('<h1>Not found</h1>', { status: 404 })
const noCors = () => Promise.reject(new TypeError('Failed to fetch'))
const html = async () => new Response('<html>')

type Answer = (world: World) => Promise<Response>

/** What `login()` is rejected with, where the two discovery URLs answer so. */
async function discovery(first: Answer, second: Answer): Promise<AuthError> {
  const world = createWorld()
  const answers: Readonly<Record<string, Answer>> = {
    '.well-known/openid-configuration': first,
    '.well-known/oauth-authorization-server': second,
  }
  world.server.intercept = (endpoint, proceed) => answers[endpoint]?.(world) ?? proceed()
  return rejection(world.client(world.browser.openTab()).login())
}

async function rejection(promise: Promise<unknown>): Promise<AuthError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isAuthError(error)) throw new Error(`not an AuthError: ${error}`)
  return error as AuthError
}

/** The error of a session whose login was answered so. */
async function loginAnswered(
  body: Record<string, unknown>,
  status = 400,
  world: Pick<World, 'server' | 'browser' | 'signIn'> = createWorld(),
): Promise<AuthError> {
  world.server.intercept = async (endpoint, proceed) =>
    endpoint === 'token' ? Response.json(body, { status }) : proceed()
  const { client } = await world.signIn(world.browser.openTab())
  const session = client.session.get()
  if (session.status !== 'signed-out' || !session.error) throw new Error(session.status)
  return session.error
}

describe('discovery', () => {
  test('RFC 8414 metadata of another issuer is told as that, with the URL, and not as CORS', async () => {
    const other = async ({ server }: World) =>
      Response.json({ ...server.metadata, issuer: 'https://other.example' })
    for (const first of [noCors, notFound]) {
      const error = await discovery(first, other)
      expect(error).toMatchObject({ code: 'configuration', recovery: 'fix' })
      expect(error.message).toContain(`${oauth} is the metadata of 'https://other.example'`)
      expect(error.message).not.toMatch(/CORS/)
    }
  })

  test('an address where nothing is names both URLs and what each answered', async () => {
    const error = await discovery(notFound, notFound)
    expect(error).toMatchObject({ code: 'configuration', recovery: 'fix', details: { option: 'issuer' } })
    expect(error.message).toContain(`${openid} answered HTTP 404, and ${oauth} answered HTTP 404`)
    const half = await discovery(noCors, notFound)
    expect(half).toMatchObject({ code: 'configuration', details: { option: 'issuer' } })
    expect(half.message).toContain(
      `${openid} gave no answer that this page can read, and ${oauth} answered HTTP 404`,
    )
    for (const { message } of [error, half]) expect(message).not.toMatch(/CORS/)
  })

  test.each<[string, Answer, Answer, string, readonly string[]]>([
    ['no answer', noCors, noCors, 'network', [openid, oauth]],
    ['HTML', html, html, 'invalid-response', [openid, oauth]],
    ['a redirect', async () => redirect(), noCors, 'invalid-response', [openid]],
    ['an overload', async () => new Response('', { status: 503 }), notFound, 'server-unavailable', [openid]],
  ])('%s is told with the URLs that answered so', async (_, first, second, code, urls) => {
    const error = await discovery(first, second)
    expect(error).toMatchObject({ code, recovery: 'retry', details: { urls } })
    for (const url of urls) expect(error.message).toContain(url)
    expect(error.message).not.toMatch(/code or a token|session goes on/)
  })

  test('a first URL that takes too long is named', async () => {
    const world = createWorld()
    world.server.intercept = () => new Promise(() => {})
    const told = rejection(world.client(world.browser.openTab()).login())
    await until(() => world.server.requests.length === 1)
    world.clock.advance(10_000)
    const error = await told
    expect(error).toMatchObject({ code: 'timeout', details: { urls: [openid] } })
    expect(error.message).toContain(openid)
  })

  function redirect(): Response {
    return Object.defineProperty(new Response(null), 'status', { value: 0 })
  }
})

describe('a refusal of the token endpoint', () => {
  test.each([
    ['invalid_client_metadata', /clientId/],
    ['invalid_redirect_uri', /Register the redirect URI/],
    ['redirect_uri_mismatch', /Register the redirect URI/],
    ['invalid_scope', /'scope'/],
    ['invalid_target', /'resource'/],
  ])('%s is for a developer, with what to change', async (name, change) => {
    const error = await loginAnswered({ error: name })
    expect(error).toMatchObject({ code: 'configuration', recovery: 'fix', details: { error: name } })
    expect(error.message).toMatch(change)
    expect(error.message).not.toMatch(/[Ss]ign in again/)
  })

  test('HTTP 500 with an error in JSON keeps what it says', async () => {
    const error = await loginAnswered({ error: 'database is locked' }, 500)
    expect(error).toMatchObject({
      code: 'server-unavailable',
      details: { status: 500, error: 'database is locked' },
    })
    expect(error.message).toContain('HTTP 500: database is locked')
    expect(error.message).not.toMatch(/session goes on/)
  })

  test.each([400, 401, 404])('HTTP %d without an error keeps its number', async (status) => {
    const error = await loginAnswered({}, status)
    // RFC 6749, section 5.2, has a refusal in 400 and 401: other statuses are not the token endpoint's.
    const code = status === 404 ? 'invalid-response' : 'grant-refused'
    expect(error).toMatchObject({ code, details: { status } })
    expect(error.message).toContain(`HTTP ${status}`)
  })
})

test('a server that wants the request pushed is told with the option that does it', async () => {
  const world = createWorld()
  const tab = world.browser.openTab()
  world
    .client(tab)
    .login()
    .catch(() => {})
  const back = new URL(world.server.authorize(await until(() => tab.leftFor)))
  back.searchParams.delete('code')
  back.searchParams.set('error', 'invalid_request')
  back.searchParams.set('error_description', 'Pushed Authorization Request must be used')
  const session = await world.client(tab.load(back.href)).start()
  expect(session).toMatchObject({ error: { code: 'configuration', recovery: 'fix' } })
  expect(JSON.stringify([session, (session as { error?: Error }).error?.message])).toContain('pushed: true')
})

describe('a server that gives only bound tokens to a client without dpop', () => {
  const refuses = (body: Record<string, unknown>) => (world: World) => {
    world.server.intercept = async (endpoint, proceed) =>
      endpoint === 'token' ? Response.json(body, { status: 400 }) : proceed()
  }

  test.each<[string, (world: World) => void]>([
    ['invalid_grant', refuses({ error: 'invalid_grant', error_description: 'DPoP proof JWT not provided' })],
    ['use_dpop_nonce', refuses({ error: 'use_dpop_nonce' })],
    ['invalid_dpop_proof', refuses({ error: 'invalid_dpop_proof' })],
    ['a bound token', ({ server }) => void Object.assign(server, { tokenResponse: bound })],
  ])('%s names the option, and require does not go round in circles', async (_, prepare) => {
    const world = createWorld()
    prepare(world)
    const tab = world.browser.openTab()
    world
      .client(tab)
      .start({ require: true })
      .catch(() => {})
    const back = tab.load(world.server.authorize(await until(() => tab.leftFor)))
    const session = await world.client(back).start({ require: true })
    expect(session).toMatchObject({ status: 'signed-out', error: { code: 'configuration', recovery: 'fix' } })
    const { message } = (session as unknown as { error: Error }).error
    expect(message).toContain("dpop: dpop(), from 'hallpass/dpop'")
    await settle()
    expect(back.leftFor).toBeUndefined()
  })

  function bound(body: Record<string, unknown>): Record<string, unknown> {
    return { ...body, token_type: 'DPoP' }
  }

  test('an API that takes only bound tokens is told of once', async () => {
    const { client, events, answers } = await signedIn()
    answers(() => Object.defineProperties(refusal(401, 'DPoP algs="ES256"'), { url: { value: `${api}/x` } }))
    await client.fetch(api)
    await client.fetch(api)
    const warnings = await until(() => {
      const all = events.filter((event) => event.type === 'warning')
      return all.length > 0 && all
    })
    expect(warnings.map(({ error }) => error.details)).toEqual([
      { option: 'dpop', reason: expect.stringMatching(/^bound-tokens-only-at: https:/) },
    ])
    expect(warnings[0]?.error.message).toContain('dpop: dpop()')
  })
})

describe('what is a matter of clocks', () => {
  test.each([
    ['exp', (now: number) => ({ exp: now - 7200, iat: now - 10_800 }), /ahead of the server's/],
    ['nbf', (now: number) => ({ nbf: now + 7200, iat: now + 7200, exp: now + 9000 }), /behind the server's/],
    ['iat', (now: number) => ({ iat: now + 7200, exp: now + 9000 }), /behind the server's/],
    ['exp', (now: number) => ({ exp: now - 100, iat: now - 30 }), /Compare this device's clock/],
  ])('in %s is told as one', async (claim, change, told) => {
    const world = createWorld()
    world.server.claims = (claims) => ({ ...claims, ...change(Number(claims.iat)) })
    const { client } = await world.signIn(world.browser.openTab())
    const session = client.session.get()
    expect(session).toMatchObject({ error: { code: 'id-token-rejected', details: { claim } } })
    const { message } = (session as { error: Error }).error
    expect(message).toMatch(/clock/)
    expect(message).toMatch(told)
    expect(message).not.toMatch(/not for this login/)
  })

  test('in a DPoP proof is told as one', async () => {
    const error = await loginAnswered(
      { error: 'invalid_dpop_proof', error_description: 'DPoP proof iat is not recent enough' },
      400,
      createBoundWorld(),
    )
    expect(error).toMatchObject({ code: 'configuration', details: { error: 'invalid_dpop_proof' } })
    expect(error.message).toContain("this device's clock")
  })

  test('a claim that is no time is none', async () => {
    const world = createWorld()
    world.server.claims = (claims) => ({ ...claims, nonce: 'another' })
    const { client } = await world.signIn(world.browser.openTab())
    const { message } = (client.session.get() as unknown as { error: Error }).error
    expect(message).toMatch(/nonce.*not for this login/)
    expect(message).not.toMatch(/clock/)
  })
})

test("userInfo() with an API's token only is for a developer, and the session stays", async () => {
  const world = createWorld()
  world.server.metadata.userinfo_endpoint = `${issuer}/userinfo`
  world.server.intercept = async (endpoint, proceed) =>
    endpoint === 'userinfo' ? new Response(null, { status: 401 }) : proceed()
  world.server.tokenResponse = ({ refresh_token: _, ...body }) => body
  const apis = [{ url: 'https://api.example', resource: 'https://api.example' }]
  const { client } = await world.signIn(world.browser.openTab(), { apis })
  const error = await rejection(userInfo(client))
  expect(error).toMatchObject({ code: 'configuration', recovery: 'fix' })
  expect(error.message).toContain('https://api.example')
  expect(client.session.get().status).toBe('signed-in')
})

test('a refusal that a new token repairs is no warning', async () => {
  const { client, events, answers } = await signedIn()
  const seen = (response: Response) =>
    Object.defineProperties(response, { type: { value: 'cors' }, url: { value: `${api}/x` } })
  answers(
    () => seen(refusal(401)),
    () => seen(new Response('fine')),
  )
  expect(await (await client.fetch(api)).text()).toBe('fine')
  await settle()
  expect(events.filter(({ type }) => type === 'warning')).toEqual([])
})

test('a script of this library that cannot be had is not told as a server without CORS', async () => {
  const { textOf } = await import('../../src/explain.js')
  const { ownScript } = await import('../../src/error-details.js')
  expect(textOf('network', { endpoint: ownScript })).not.toMatch(/CORS|server/)
})
