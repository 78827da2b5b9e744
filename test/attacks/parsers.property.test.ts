// @vitest-environment node

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takePendingLogin } from '../../src/client/pending-logins.js'
import { loginStateOf, pageOf, safeReturnUrl, withoutAnswer } from '../../src/client/return-url.js'
import { replyText } from '../../src/diagnose/reply-text.js'
import { isAuthError } from '../../src/errors.js'
import { readCode } from '../../src/protocol/authorization.js'
import { exchangeCode, type ProtocolDeps, refresh, type Tokens } from '../../src/protocol/grants.js'
import { checkedMetadata, type ServerMetadata } from '../../src/protocol/metadata.js'
import { readRetryAfter } from '../../src/protocol/retry-after.js'
import { isSecureUrl } from '../../src/protocol/secure-url.js'
import { createSignatures, verifySignedAnswer } from '../../src/protocol/signatures.js'
import { checkScript } from '../../src/server/check-request.js'
import { readCookies, setCookie } from '../../src/server/cookies.js'
import { isForm, readForm } from '../../src/server/read-body.js'
import { Refusal } from '../../src/server/refusal.js'
import { createSeal } from '../../src/server/seal.js'
import { readRecord } from '../../src/session/record.js'

// What is read here was written by somebody else: a server, another page, whoever made a link. A reader
// returns what its type says, or throws an error of this library.

const home = 'https://app.example/'
const issuer = 'https://login.example'
const state = `hallpass.${'s'.repeat(43)}`
const server: ServerMetadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
}

/** Text that is made of what parsers trip over. */
const awkward = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      fc.constantFrom(
        ...[
          '/',
          '//',
          '\\',
          ':',
          '@',
          '?',
          '#',
          '&',
          '=',
          ';',
          ',',
          '"',
          '%',
          '%2f',
          '%5c',
          '%00',
          '%E0%A4%A',
        ],
        ...[
          '..',
          '.',
          '\t',
          '\n',
          '\r',
          ' ',
          '\0',
          '\ud800',
          '\u00a0',
          '\u202e',
          'é',
          '__proto__',
          'constructor',
        ],
        ...['http', 'https://app.example', 'https://evil.example', 'javascript:', 'blob:', 'data:', 'xn--'],
        ...['code', 'state', state, 'iss', issuer, 'error', 'response', 'null', '{', '}', '[', ']', 'eyJ'],
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
const anything = fc.anything({ withBigInt: false, withNullPrototype: true, maxDepth: 3 })
const json = fc.jsonValue({ maxDepth: 3 })

/** Runs what may throw an `AuthError`, and nothing else. */
function orAuthError<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (!isAuthError(error)) throw error
    return undefined
  }
}

describe('return addresses', () => {
  test('lead to this origin, by a path that no router takes for a host, and are stable', () => {
    fc.assert(
      fc.property(fc.oneof(awkward, anything), (returnTo) => {
        const url = safeReturnUrl(returnTo, home)
        const { origin, pathname } = new URL(url)
        expect(origin).toBe('https://app.example')
        // As a router may read it: as it is, or decoded first.
        const decoded = pathname.replace(/%([0-7][\da-f])/gi, (_, hex) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
        for (const text of [pathname, decoded]) expect(new URL(text, home).origin).toBe('https://app.example')
        expect(loginStateOf(new URL(url))).toBe(undefined)
        expect(safeReturnUrl(url, home)).toBe(url)
      }),
    )
  })

  test('without an answer have none, and the rest of their query', () => {
    fc.assert(
      fc.property(awkward, awkward, (before, after) => {
        const url = new URL(home)
        url.search = `${before}&code=x&state=${state}&${after}`
        const clean = new URL(withoutAnswer(url))
        for (const name of ['code', 'state', 'iss', 'error', 'response'])
          expect(clean.searchParams.has(name)).toBe(false)
        expect(clean.pathname).toBe('/')
        expect(pageOf(clean.href)).toBe('https://app.example')
      }),
    )
  })

  test('with a signed answer keep their origin and their path', () => {
    const { unpack } = createSignatures({}, verifySignedAnswer)
    const jwt = json.map((claims) => `a.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c`)
    const said = fc.record({ state: fc.oneof(fc.constant(state), awkward), code: awkward, iss: json })
    const signed = said.map((claims) => `a.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c`)
    fc.assert(
      fc.property(awkward, fc.oneof(jwt, signed, awkward), (query, response) => {
        const url = new URL(home)
        url.search = `${query}&${new URLSearchParams({ response })}`
        const { origin, pathname, searchParams } = new URL(unpack(url.href))
        expect(origin + pathname).toBe(home)
        expect(searchParams.getAll('code').length + searchParams.getAll('state').length).toBeLessThan(30)
      }),
    )
  })
})

describe('the answer to a login', () => {
  const names = fc.constantFrom('code', 'state', 'iss', 'error', 'error_description', 'foo')
  const values = fc.oneof(fc.constantFrom(issuer, `${issuer}/`, state, 'x', ''), awkward)

  test('has a code only with one code, no error, and no issuer but the right one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), fc.boolean(), (pairs, announces) => {
        const parameters = new URLSearchParams(pairs)
        const metadata = { ...server, authorization_response_iss_parameter_supported: announces }
        const code = orAuthError(() => readCode(metadata, parameters, { state, nonce: 'n', verifier: 'v' }))
        if (code === undefined) return
        expect(parameters.getAll('code')).toEqual([code])
        expect(parameters.get('error') ?? '').toBe('')
        expect([null, '', issuer]).toContain(parameters.get('iss'))
        if (announces && parameters.has('state')) expect(parameters.get('iss')).toBe(issuer)
      }),
    )
  })

  test('finds a login of this tab only where all of it was stored', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          awkward,
          json.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const store = { get: () => text, set: () => {}, delete: () => {} }
          const login = takePendingLogin(store, state, 'client')
          if (typeof login === 'object') expect(login.client).toBe('client')
        },
      ),
    )
  })
})

test('metadata that are accepted are of this issuer, and have secure endpoints only', () => {
  const endpoint = fc.oneof(
    fc.constantFrom(`${issuer}/x`, 'http://localhost:1/x', 'javascript:x'),
    awkward,
    json,
  )
  const names = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint', 'x_endpoint']
  const metadata = fc.record(
    {
      issuer: fc.oneof({ weight: 4, arbitrary: fc.constant(issuer) }, { weight: 1, arbitrary: json }),
      id_token_signing_alg_values_supported: json,
      ...Object.fromEntries(names.map((name) => [name, endpoint])),
    },
    { requiredKeys: ['issuer'] },
  )
  fc.assert(
    fc.property(fc.oneof(metadata, anything), (given) => {
      const accepted = orAuthError(() => checkedMetadata(given as ServerMetadata, issuer))
      if (!accepted) return
      expect(accepted.issuer).toBe(issuer)
      for (const [name, value] of Object.entries(accepted))
        if (/_endpoint$|^jwks_uri$/.test(name)) expect(isSecureUrl(value)).toBe(true)
    }),
  )
})

describe('the answer of a token endpoint', () => {
  const elapsed = { now: () => 1_767_225_600_000, elapsed: () => 0, after: () => () => {} }
  const grant = (answer: () => Response): ProtocolDeps => ({
    server,
    clientId: 'app',
    network: { fetch: async () => answer(), clock: elapsed, timeoutMs: 1000 },
  })
  const login = { state, nonce: 'the-nonce', verifier: 'the-verifier', redirectUri: home, scope: 'read' }

  async function tokensOf(asking: Promise<Tokens>, secrets: RegExp): Promise<Tokens | undefined> {
    return asking.catch((error) => {
      if (!isAuthError(error)) throw error
      expect(`${error.message} ${JSON.stringify(error.details)} ${error.cause}`).not.toMatch(secrets)
      return undefined
    })
  }

  const member = fc.oneof(
    json,
    fc.constantFrom('the-code', 'the-verifier', 'the-secret', 'Bearer', 'bearer', 3600),
  )
  const body = fc.record(
    {
      access_token: fc.oneof(fc.constant('a-token'), member),
      token_type: fc.oneof(fc.constant('Bearer'), member),
      expires_in: member,
      refresh_token: member,
      scope: member,
      error: member,
      error_description: member,
      authorization_expires_in: member,
      refresh_token_timeout: member,
    },
    { requiredKeys: [] },
  )
  const answers = fc.oneof(
    body.map((value) => JSON.stringify(value)),
    json.map((value) => JSON.stringify(value)),
    awkward,
  )
  const status = fc.constantFrom(200, 200, 200, 400, 401, 403, 404, 429, 500, 503)

  test('brings a token that can stand in a header, or an error that repeats no secret', async () => {
    await fc.assert(
      fc.asyncProperty(answers, status, fc.boolean(), async (text, code, renews) => {
        const asking = grant(() => new Response(text, { status: code }))
        const before = { refreshToken: 'the-secret', claims: {}, scope: [] }
        const tokens = await (renews
          ? tokensOf(refresh(asking, before, {}), /the-secret/)
          : tokensOf(exchangeCode(asking, 'the-code', login), /the-code|the-verifier/))
        if (!tokens) return
        expect(tokens.accessToken.value).toMatch(/^[\x21-\x7e]+$/)
        expect(tokens.accessToken.scope.every((word) => typeof word === 'string' && word)).toBe(true)
        const { expiresInMs = 0, endsAt = 1 } = tokens.accessToken
        expect(expiresInMs).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(expiresInMs + endsAt)).toBe(true)
        if (tokens.refreshToken !== undefined) expect(tokens.refreshToken).toBeTruthy()
      }),
    )
  })

  test('with an ID Token that is any text signs nobody in', async () => {
    const part = fc.oneof(
      json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      fc.constant(Buffer.from('{"alg":"RS256"}').toString('base64url')),
      awkward,
    )
    const idToken = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
      awkward,
      json,
    )
    await fc.assert(
      fc.asyncProperty(idToken, async (id_token) => {
        const text = JSON.stringify({ access_token: 'token', token_type: 'Bearer', id_token })
        const asking = exchangeCode(
          grant(() => new Response(text)),
          'the-code',
          { ...login, scope: 'openid' },
        )
        expect(await tokensOf(asking, /the-code|the-verifier/)).toBe(undefined)
      }),
    )
  })
})

test('a stored record is read whole, or not at all, and reading it again says the same', () => {
  const token = fc.record(
    {
      value: fc.oneof(fc.string(), json),
      scope: fc.oneof(fc.constant([]), json),
      receivedAt: fc.oneof(fc.nat(), json),
    },
    { requiredKeys: [] },
  )
  const number = fc.oneof({ weight: 6, arbitrary: fc.nat() }, { weight: 1, arbitrary: json })
  const record = fc.record(
    {
      afterSignOut: number,
      loginAt: number,
      renewals: number,
      renewable: fc.oneof({ weight: 6, arbitrary: fc.boolean() }, { weight: 1, arbitrary: json }),
      claims: fc.oneof(
        fc.dictionary(fc.string(), json),
        fc.record({ sub: fc.oneof(fc.string(), json) }),
        json,
      ),
      tokens: fc.oneof(fc.dictionary(fc.string(), token), json),
      refreshToken: json,
      idToken: json,
      backoff: json,
    },
    { requiredKeys: ['afterSignOut', 'loginAt', 'renewals', 'renewable', 'claims', 'tokens'] },
  )
  fc.assert(
    fc.property(fc.oneof(record, anything), (stored) => {
      const read = readRecord(stored)
      expect(({} as Record<string, unknown>).polluted).toBe(undefined)
      if (!read) return
      for (const { value, scope, receivedAt } of Object.values(read.tokens)) {
        expect(typeof value).toBe('string')
        expect(Array.isArray(scope) && Number.isFinite(receivedAt)).toBe(true)
      }
      expect(['string', 'undefined']).toContain(typeof read.refreshToken)
      expect(['string', 'undefined']).toContain(typeof read.claims.sub)
      const text = JSON.stringify(read)
      expect(JSON.stringify(readRecord(JSON.parse(text)))).toBe(text)
    }),
  )
})

test('a `Retry-After` is a time from now to an hour, or none', () => {
  const dates = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString())
  fc.assert(
    fc.property(fc.oneof(awkward, fc.integer().map(String), dates), (text) => {
      const { retryAfterMs = 0 } = readRetryAfter(text, Date.now())
      expect(retryAfterMs).toBeGreaterThanOrEqual(0)
      expect(retryAfterMs).toBeLessThanOrEqual(3_600_000)
    }),
  )
})

test('the text of a server is short, printable, and repeats no secret of eight characters', () => {
  const secret = fc.string({ unit: fc.constantFrom(...'abcdefgh0123-_'), minLength: 8, maxLength: 60 })
  fc.assert(
    fc.property(awkward, secret, awkward, (before, hidden, after) => {
      const text = replyText(before + hidden + after, [hidden]) ?? ''
      expect(text).not.toContain(hidden)
      expect(text.length).toBeLessThanOrEqual(200)
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }),
  )
})

describe('at the server part', () => {
  const rules = { secure: true, origin: 'https://app.test' }
  const value = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_=.') })
  const name = fc.constantFrom('acme', 'acme.login', 'acme.2', 'github', '__proto__')

  test('cookies are read as they were set, and each name once', () => {
    const noise = fc.constantFrom(
      '',
      ' ',
      'a=b',
      '__Host-Http-hallpass',
      '__host-http-hallpass-acme=x',
      '=',
      ';',
      '\u00a0__Host-Http-hallpass-acme=evil',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), fc.array(noise), (cookies, others) => {
        const lines = cookies.map(([what, text]) =>
          setCookie(rules, what, text, { sameSite: 'Lax', maxAgeSeconds: 9 }),
        )
        const pairs = lines.map((line = '') => line.split(';')[0])
        const header = [...others, ...pairs].join('; ')
        const read = readCookies(rules, header)
        const once = cookies.filter(([what]) => cookies.filter(([other]) => other === what).length === 1)
        expect([...read].sort()).toEqual([...once].sort())
      }),
    )
  })

  test('a Cookie header of any text is read without an error, and gives no name that is not ours', () => {
    fc.assert(
      fc.property(awkward, (header) => {
        for (const what of readCookies(rules, header).keys())
          expect(header).toContain(`__Host-Http-hallpass-${what}`)
      }),
    )
  })

  test('a text that was not sealed here opens under no label, nor one that was changed', async () => {
    const seal = createSeal(['key 0123456789 abcdefghijklmnop'], () => 0)
    const sealed = await seal.seal('one', { secret: 1 }, 10)
    await fc.assert(
      fc.asyncProperty(
        awkward,
        fc.nat(sealed.length - 1),
        fc.constantFrom(...'AZaz09-_'),
        async (text, at, by) => {
          expect(await seal.open('one', text)).toBe(undefined)
          const changed = sealed.slice(0, at) + by + sealed.slice(at + 1)
          const opened = await seal.open('one', changed)
          // The last character of base64url has bits that say nothing.
          if (changed !== sealed && at < sealed.length - 1) expect(opened).toBe(undefined)
          expect(await seal.open('two', sealed)).toBe(undefined)
        },
      ),
    )
  })

  test('a request of a script has a listed origin and the header, whatever else it has', () => {
    const listed = 'https://app.test'
    const origin = fc.oneof(
      fc.constantFrom(listed, `${listed}/`, 'https://APP.test', 'null', '', undefined),
      fc.webUrl(),
    )
    const site = fc.constantFrom('same-origin', 'same-site', 'cross-site', 'none', '', undefined)
    const custom = fc.constantFrom('1', '', '0', '11', undefined)
    fc.assert(
      fc.property(
        origin,
        site,
        custom,
        fc.constantFrom('GET', 'POST', 'HEAD', 'PUT'),
        (from, where, header, method) => {
          const headers = new Headers()
          for (const [field, text] of [
            ['origin', from],
            ['sec-fetch-site', where],
            ['hallpass', header],
          ] as const)
            if (text !== undefined) headers.set(field, text)
          let passed = true
          try {
            checkScript({ method, headers } as Request, [listed])
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
            passed = false
          }
          const isRead = method === 'GET' || method === 'HEAD'
          const isFromHere =
            from === listed && (where === undefined || /^(same-origin|same-site|cross-site)$/.test(where))
          const isOwnGet = from === undefined && isRead && where === 'same-origin'
          expect(passed).toBe(header === '1' && (isFromHere || isOwnGet))
        },
      ),
    )
  })

  test('a form has each parameter once, or is refused', async () => {
    const type = fc.constantFrom(
      'application/x-www-form-urlencoded',
      'Application/X-WWW-form-urlencoded; a',
      'text/plain',
    )
    await fc.assert(
      fc.asyncProperty(awkward, type, async (body, contentType) => {
        const request = new Request('https://app.test/', {
          method: 'POST',
          body,
          headers: { 'content-type': contentType },
        })
        const form = await readForm(request).catch((error) => {
          expect(error).toBeInstanceOf(Refusal)
          return undefined
        })
        const sent = [...new URLSearchParams(new TextDecoder().decode(new TextEncoder().encode(body)))]
        const isGood = new Set(sent.map(([key]) => key)).size === sent.length && isForm(request.headers)
        if (body && !isGood) expect(form).toBe(undefined)
        if (form) expect([...form]).toEqual(sent)
      }),
    )
  })
})
