// @vitest-environment node

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  checkIdToken,
  clockToleranceSeconds,
  continueClaims,
  decodePart,
  readClockOff,
} from '../../src/protocol/id-token.js'

const now = Date.UTC(2026, 0, 1)
const nowSeconds = now / 1000
const claims = {
  iss: 'https://login.example',
  sub: 'ada',
  aud: 'app',
  iat: nowSeconds,
  exp: nowSeconds + 60,
}
const accessToken = 'the-access-token'

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function jwt(header: unknown, payload: unknown = claims): string {
  return `${base64url(header)}.${base64url(payload)}.signature`
}

/** The claim for which the ID Token is refused; `undefined` where it is accepted. */
async function refusedFor(
  changed: Record<string, unknown>,
  header: Record<string, unknown> = { alg: 'RS256' },
  proves = false,
): Promise<{ claim: string; clockOffMs?: number } | undefined> {
  const all = { ...claims, ...changed } as typeof claims
  return checkIdToken(jwt(header, all), all, 'app', accessToken, now, proves).then(
    () => undefined,
    ({ code, details }) => {
      expect(code).toBe('id-token-rejected')
      return details
    },
  )
}

describe('an ID Token', () => {
  test('that is bound to a key is accepted where the client has a key, and only there', async () => {
    const header = { alg: 'RS256', typ: 'dpop+id_token' }
    expect(await refusedFor({}, header, true)).toBeUndefined()
    expect(await refusedFor({}, header, false)).toEqual({ claim: 'typ' })
  })

  test.each([undefined, 'JWT', 'application/jwt', 'xat+jwt', 'at+jwtx'])(
    'of the type %s is accepted',
    async (typ) => {
      for (const proves of [true, false])
        expect(await refusedFor({}, { alg: 'RS256', typ }, proves)).toBeUndefined()
    },
  )

  test.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'dpop+jwt', 'logout+jwt'])(
    'is none where its type is %s',
    async (typ) => {
      for (const proves of [true, false])
        expect(await refusedFor({}, { alg: 'RS256', typ }, proves)).toEqual({ claim: 'typ' })
    },
  )

  test.each([
    ['sub', ''],
    ['sub', 5],
    ['sub', 'a'.repeat(256)],
    ['azp', 'another-client'],
    ['azp', ''],
    ['exp', Number.POSITIVE_INFINITY],
    ['at_hash', 'x'],
    ['at_hash', ''],
    ['at_hash', 5],
  ])('with %s: %j is refused, and the error names the claim', async (name, value) => {
    expect(await refusedFor({ [name]: value })).toEqual({ claim: name })
  })

  test('with a claim that is nested too deeply to be stored is refused', async () => {
    const deep = Array.from({ length: 60 }).reduce((inner) => ({ inner }), {})
    expect(await refusedFor({ deep })).toEqual({ claim: 'deep' })
  })

  test('may name this client as the party that it was issued to', async () => {
    expect(await refusedFor({ azp: 'app' })).toBeUndefined()
  })

  test('may be issued later than now by the tolerance, and by no second more', async () => {
    expect(await refusedFor({ iat: nowSeconds + clockToleranceSeconds })).toBeUndefined()
    expect(await refusedFor({ iat: nowSeconds + clockToleranceSeconds + 1 })).toEqual({
      claim: 'iat',
      clockOffMs: -(clockToleranceSeconds + 1) * 1000,
    })
  })

  test('is refused where the time at which it was issued is no number', async () => {
    expect(await refusedFor({ iat: 'soon' })).toEqual({ claim: 'iat' })
  })

  test.each([
    ['RS256', 'sha256', 16],
    ['ES384', 'sha384', 24],
    ['PS512', 'sha512', 32],
    ['EdDSA', 'sha512', 32],
    ['Ed25519', 'sha512', 32],
  ])('signed with %s has the left half of the %s hash of the access token', async (alg, name, octets) => {
    const at_hash = createHash(name).update(accessToken).digest().subarray(0, octets).toString('base64url')
    expect(await refusedFor({ at_hash }, { alg })).toBeUndefined()
    const whole = createHash(name).update(accessToken).digest().toString('base64url')
    expect(await refusedFor({ at_hash: whole }, { alg })).toEqual({ claim: 'at_hash' })
  })
})

describe("the ID Token of a renewal continues the login's", () => {
  const before = { ...claims, nonce: 'n', auth_time: 5 }

  test.each(['iss', 'sub'] as const)('and is refused where its %s is another', (name) => {
    expect(() => continueClaims({ ...claims, [name]: 'other' }, before)).toThrow(
      expect.objectContaining({ code: 'id-token-rejected', details: { claim: name } }),
    )
  })

  test('with its own claims where none is unlike the one of the login', () => {
    const next = { ...claims, name: 'Ada', nonce: 'n', auth_time: 5 }
    expect(continueClaims(next, before)).toEqual({ claims: next })
  })

  test('without a nonce and a time of the login', () => {
    expect(continueClaims(claims, before)).toEqual({ claims })
  })

  test('with a nonce and a time that the login did not have', () => {
    const next = { ...claims, nonce: 'new', auth_time: 9 }
    expect(continueClaims(next, claims)).toEqual({ claims: next })
  })

  test('and keeps the nonce and the time of the login where they are others, and names them', () => {
    const next = { ...claims, name: 'Ada', nonce: 'new', auth_time: 9 }
    expect(continueClaims(next, before)).toEqual({
      claims: { ...next, nonce: 'n', auth_time: 5 },
      unlike: ['auth_time', 'nonce'],
    })
    expect(continueClaims({ ...next, auth_time: 5 }, before)).toEqual({
      claims: { ...next, nonce: 'n', auth_time: 5 },
      unlike: ['nonce'],
    })
  })
})

describe('the clock', () => {
  const off = (seconds: number): number =>
    readClockOff(jwt({ alg: 'RS256' }, { iat: nowSeconds - seconds }), now)

  test('is off by what an ID Token that was just issued says', () => {
    expect(off(clockToleranceSeconds + 1)).toBe((clockToleranceSeconds + 1) * 1000)
    expect(off(-clockToleranceSeconds - 1)).toBe(-(clockToleranceSeconds + 1) * 1000)
  })

  test('is right within the tolerance, or where nothing says otherwise', () => {
    expect(off(clockToleranceSeconds)).toBe(0)
    expect(off(-clockToleranceSeconds)).toBe(0)
    expect(readClockOff(undefined, now)).toBe(0)
    expect(readClockOff('no.jwt', now)).toBe(0)
  })
})

describe('a part of a JWT', () => {
  test('is read as base64url and as UTF-8', () => {
    // These three are written with `-` and `_`, each more than once.
    const value = { a: '>>>???>>>???', b: 'ÿÿÿ~~~', c: 'ü€😀' }
    const text = base64url(value)
    expect(text).toMatch(/-.*-/)
    expect(text).toMatch(/_.*_/)
    expect(decodePart(`x.${text}.y`, 1)).toEqual(value)
  })

  test.each(['', '.', 'a', '%.%.%', 'e30', `${base64url(null)}.x`])('is an object for %j', (token) => {
    expect(decodePart(token, 0)).toEqual({})
    expect(decodePart(token, 1)).toEqual({})
  })
})
