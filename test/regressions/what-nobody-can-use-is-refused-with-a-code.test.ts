// @vitest-environment node
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { signOutWhenIdle } from '../../src/idle/index.js'
import { type ClientOptions, createClient, isAuthError } from '../../src/index.js'
import { loginWithPopup } from '../../src/popup/index.js'
import { isSubject, readClaims } from '../../src/protocol/claims.js'
import { isShallow } from '../../src/protocol/is-shallow.js'
import { createServer } from '../../src/server/index.js'
import { readRecord } from '../../src/session/record.js'
import { restoreSilently } from '../../src/silent/index.js'
import { createWorld, testIssuer as issuer, until, type World } from '../../src/testing/index.js'
import { resolveOptions } from '../../src/vite/options.js'
import { acmeOptions } from '../server/setup.js'

const noNumbers: readonly unknown[] = [
  0,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 31,
  1e300,
  '5000',
  null,
  {},
]

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(noNumbers.map((value) => ({ value })))('the number $value', ({ value }) => {
  test('is refused as `timeoutMs` of a client, and as a time or a key of everything else', async () => {
    const { browser, client } = createWorld()
    const here = client(browser.openTab())
    const number = value as number
    const refusals: Record<string, unknown> = {
      timeoutMs: thrownBy(() => createClient({ issuer, clientId: 'app', timeoutMs: number })),
      sessionSeconds: thrownBy(() => createServer({ ...acmeOptions, sessionSeconds: number })),
      afterSeconds: thrownBy(() => signOutWhenIdle(here, { afterSeconds: number })),
      width: await loginWithPopup(here, { width: number }).catch((error) => error),
      height: await loginWithPopup(here, { height: number }).catch((error) => error),
      accessTokenTtlSeconds: thrownBy(() => resolveOptions({ accessTokenTtlSeconds: number }, issuer)),
      refreshTokenTtlSeconds: thrownBy(() => resolveOptions({ refreshTokenTtlSeconds: number }, issuer)),
    }
    for (const [option, error] of Object.entries(refusals)) {
      expect(isAuthError(error, 'configuration') && error.details.option, option).toBe(option)
      expect((error as Error).message).toMatch(/: write a number of .+ from 1 to 2147483647\.$/)
    }
    if (number !== 0) {
      expect(thrownBy(() => signOutWhenIdle(here, { afterSeconds: 60, warnSeconds: number }))).toMatchObject({
        details: { option: 'warnSeconds' },
      })
    }
    const times = [
      thrownBy(() => createServer({ ...acmeOptions, timeoutMs: number })),
      await loginWithPopup(here, { timeoutMs: number }).catch((error) => error),
      await restoreSilently(here, { timeoutMs: number }).catch((error) => error),
    ]
    for (const error of times)
      expect(isAuthError(error, 'configuration') && error.details.option).toBe('timeoutMs')
    const api = { resource: '/api', accessTokenTtlSeconds: number }
    expect(thrownBy(() => resolveOptions({ apis: [api] }, issuer))).toMatchObject({ code: 'configuration' })
  })
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 31, '60'])(
  'a login with `maxAge` %s is refused',
  async (age) => {
    const { browser, client } = createWorld()
    const here = client(browser.openTab())
    await expect(here.login({ maxAge: age as number })).rejects.toMatchObject({
      details: { option: 'maxAge' },
    })
  },
)

test.each([1, 2 ** 31 - 1])('%d milliseconds are a time limit', async (timeoutMs) => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  expect(thrownBy(() => client(tab, { timeoutMs }))).toBeUndefined()
})

async function failureOf(world: World, options: Partial<ClientOptions> = {}): Promise<unknown> {
  const tab = world.browser.openTab()
  const before = world.client(tab, options)
  const failed = before.login().catch((error) => error)
  const left = await Promise.race([until(() => tab.leftFor), failed])
  if (typeof left !== 'string') return left
  const session = await world.client(tab.load(world.server.authorize(left)), options).start()
  return session.status === 'signed-out' ? session.error : session.status
}

function nested(levels: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
}

test('metadata that is nested more deeply than a stack is high is an invalid response', async () => {
  const world = createWorld()
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  world.server.intercept = async () => new Response(`{"issuer":"${issuer}","x":${deep}}`)
  expect(await failureOf(world)).toMatchObject({ code: 'invalid-response' })
})

test.each(['x', 'address'])(
  'claims of an ID Token that are nested too deeply are refused by the name of the claim: %s',
  async (name) => {
    const world = createWorld()
    world.server.claims = (claims) => ({ ...claims, [name]: nested(3000) })
    expect(await failureOf(world)).toMatchObject({ code: 'id-token-rejected', details: { claim: name } })
  },
)

test.each<[string, () => unknown]>([
  ['nested too deeply', () => ({ sub: 'ada', x: nested(3000) })],
  [
    'a circle',
    () => {
      const circle: Record<string, unknown> = { sub: 'ada' }
      circle.self = circle
      return circle
    },
  ],
  ['no JSON', () => ({ sub: 'ada', x: 1n })],
  ['nothing', () => undefined],
  ['of a sub that is too long', () => ({ sub: 'a'.repeat(256) })],
])('a profile that is %s is an invalid response', async (_, profile) => {
  expect(await failureOf(createWorld(), { profile: profile as never })).toMatchObject({
    code: 'invalid-response',
  })
})

test.each(['a'.repeat(256), 'ädä', 'a\nb', '\ud800'])(
  'an ID Token about %j is refused for its `sub`',
  async (sub) => {
    const world = createWorld()
    world.server.claims = (claims) => ({ ...claims, sub })
    expect(await failureOf(world)).toMatchObject({ code: 'id-token-rejected', details: { claim: 'sub' } })
  },
)

test('a `sub` of 255 characters is one', async () => {
  const world = createWorld()
  world.server.user = 'a'.repeat(255)
  expect(await failureOf(world)).toBe('signed-in')
})

test('standard claims of another type than OpenID Connect Core gives them are absent', async () => {
  const { browser, server, signIn } = createWorld()
  const odd = {
    name: { first: 'Ada' },
    email: ['a@b'],
    picture: 1,
    email_verified: 'true',
    roles: ['x'],
    updated_at: '2026',
  }
  server.claims = (claims) => ({ ...claims, ...odd })
  const { client } = await signIn(browser.openTab())
  const session = client.session.get()
  const user = session.status === 'signed-in' ? session.user : {}
  expect(user).toMatchObject({ sub: 'ada', email_verified: true, roles: ['x'], updated_at: '2026' })
  for (const name of ['name', 'email', 'picture']) expect(user).not.toHaveProperty(name)
})

test('a stored session whose claims are nested too deeply is none', () => {
  const order = { afterSignOut: 0, loginAt: 1, renewals: 0 }
  const record = { ...order, claims: { sub: 'ada' }, tokens: {}, renewable: true }
  expect(readRecord(record)).toMatchObject(record)
  expect(readRecord({ ...record, claims: { sub: 'ada', x: nested(3000) } })).toBeUndefined()
})

describe('whatever a server sends', () => {
  const standard = ['name', 'given_name', 'family_name', 'preferred_username', 'picture', 'email'] as const

  test('has standard claims of the right type once read, and every other claim as it came', () => {
    const names = fc.constantFrom('sub', 'email_verified', 'constructor', 'roles', ...standard)
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (claims) => {
        const read: Readonly<Record<string, unknown>> = readClaims(claims)
        for (const name of standard) {
          expect(Object.hasOwn(read, name)).toBe(
            Object.hasOwn(claims, name) && typeof claims[name] === 'string',
          )
        }
        if (Object.hasOwn(read, 'email_verified')) expect(read.email_verified).toBeTypeOf('boolean')
        for (const name of ['sub', 'constructor', 'roles']) {
          expect(Object.hasOwn(read, name) && read[name]).toBe(Object.hasOwn(claims, name) && claims[name])
        }
      }),
      { examples: [[{ email_verified: { toString: null } }]] },
    )
  })

  test('is shallow if and only if no path in it is longer than 50 members', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    const wrap = fc.constantFrom<(value: unknown) => unknown>(
      (value) => ({ a: value }),
      (value) => [value],
      (value) => ({ b: 1, a: value, c: [] }),
    )
    fc.assert(
      fc.property(leaf, fc.array(wrap, { maxLength: 90 }), (inner, wraps) => {
        const value = wraps.reduce<unknown>((whole, next) => next(whole), inner)
        expect(isShallow(value)).toBe(wraps.length <= 50)
      }),
    )
  })

  test('is a subject if and only if it is a text of 1 to 255 printable ASCII characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom('a', '~', ' ', 'ä', '\u007f', '\n'), maxLength: 300 }),
          fc.jsonValue(),
        ),
        (value) => {
          const fits =
            typeof value === 'string' &&
            value.length > 0 &&
            value.length < 256 &&
            [...value].every((character) => character >= ' ' && character <= '~')
          expect(isSubject(value)).toBe(fits)
        },
      ),
    )
  })
})

describe('in an environment with globals of several realms, as jsdom has them (simulated)', () => {
  test('a login works with a WebCrypto whose buffers are of another realm', async () => {
    const world = createWorld()
    const Foreign = runInNewContext('ArrayBuffer') as ArrayBufferConstructor
    const digest = crypto.subtle.digest.bind(crypto.subtle)
    const spy = vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
      const octets = new Uint8Array(await digest(algorithm, data))
      const foreign = new Foreign(octets.length)
      new Uint8Array(foreign).set(octets)
      return foreign
    })
    onTestFinished(() => spy.mockRestore())
    const tab = world.browser.openTab()
    const failed = world
      .client(tab)
      .login()
      .catch((error) => error)
    const left = await Promise.race([until(() => tab.leftFor), failed])
    spy.mockRestore()
    expect(left).toMatch(`${issuer}/authorize`)
    const session = await world.client(tab.load(world.server.authorize(`${left}`))).start()
    expect(session.status).toBe('signed-in')
  })

  test('a login that a foreign function breaks is a `configuration` error without its text', async () => {
    const world = createWorld()
    const spy = vi.spyOn(crypto.subtle, 'digest').mockRejectedValue(new TypeError('secret 123'))
    onTestFinished(() => spy.mockRestore())
    const error = await failureOf(world)
    expect(isAuthError(error, 'configuration') && error.details.reason).toMatch(/TypeError/)
    expect(`${(error as Error).message}`).not.toContain('secret')
  })

  test('an answer that a foreign function breaks ends as a typed error of the session', async () => {
    const world = createWorld()
    const tab = world.browser.openTab()
    world
      .client(tab)
      .login()
      .catch(() => {})
    const back = tab.load(world.server.authorize(await until(() => tab.leftFor)))
    const spy = vi.spyOn(globalThis, 'structuredClone').mockImplementation(() => {
      throw new TypeError('secret 123')
    })
    onTestFinished(() => spy.mockRestore())
    const session = await world.client(back).start()
    expect(isAuthError(session.status === 'signed-out' && session.error)).toBe(true)
  })
})
