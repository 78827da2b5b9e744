// @vitest-environment node

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChallenges } from '../../src/fetch/challenge.js'

test.each<[string, string, ReturnType<typeof readChallenges>]>([
  ['nothing', '', []],
  ['a scheme alone', 'Bearer', [{ scheme: 'bearer', parameters: {} }]],
  [
    'RFC 6750, section 3',
    'Bearer realm="example", error="invalid_token", error_description="The access token expired"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'example',
          error: 'invalid_token',
          error_description: 'The access token expired',
        },
      },
    ],
  ],
  [
    'several challenges, and spaces where nobody needs them',
    'Basic realm="a, b" ,, DPoP  algs = "ES256 PS256" ,error="use_dpop_nonce",Bearer',
    [
      { scheme: 'basic', parameters: { realm: 'a, b' } },
      { scheme: 'dpop', parameters: { algs: 'ES256 PS256', error: 'use_dpop_nonce' } },
      { scheme: 'bearer', parameters: {} },
    ],
  ],
  [
    'odd case',
    'bEaReR ERROR="invalid_token", Scope="Read"',
    [{ scheme: 'bearer', parameters: { error: 'invalid_token', scope: 'Read' } }],
  ],
  [
    'values without quotes, with spaces in them',
    'Bearer scope=Read write api://x/Y, error=insufficient_scope',
    [{ scheme: 'bearer', parameters: { scope: 'Read write api://x/Y', error: 'insufficient_scope' } }],
  ],
  [
    'commas that are missing',
    'Bearer realm="a" error="invalid_token"',
    [{ scheme: 'bearer', parameters: { realm: 'a', error: 'invalid_token' } }],
  ],
  [
    'escapes in quotes',
    String.raw`Bearer realm="a\"b\\c", error="x"`,
    [{ scheme: 'bearer', parameters: { realm: 'a"b\\c', error: 'x' } }],
  ],
  [
    'a quote that never ends',
    'Bearer error="invalid_token',
    [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
  ],
  ['a backslash at the end', 'Bearer error="a\\', [{ scheme: 'bearer', parameters: { error: 'a' } }]],
  ['a name twice', 'Bearer error="a", error="b"', [{ scheme: 'bearer', parameters: { error: 'a' } }]],
  ['an empty value', 'Bearer error=, realm=""', [{ scheme: 'bearer', parameters: { error: '', realm: '' } }]],
  ['a parameter of nobody', 'error="x"', []],
  [
    'a token68',
    'Negotiate YIIJvwYG==, Bearer error="x"',
    [
      { scheme: 'negotiate', parameters: { yiijvwyg: '=' } },
      { scheme: 'bearer', parameters: { error: 'x' } },
    ],
  ],
  ['other alphabets', 'Bearer é="ü", error="ö"', [{ scheme: 'bearer', parameters: { error: 'ö' } }]],
  [
    'names that objects have',
    'Bearer __proto__="a", constructor="b"',
    [{ scheme: 'bearer', parameters: JSON.parse('{"__proto__":"a","constructor":"b"}') }],
  ],
])('reads %s', (_what, header, challenges) => {
  const found = readChallenges(header)
  expect(found.map(({ scheme, parameters }) => [scheme, Object.entries(parameters)])).toEqual(
    challenges.map(({ scheme, parameters }) => [scheme, Object.entries(parameters)]),
  )
})

test('what a server writes by the book is what is read', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
  const challenge = fc.record({
    scheme: name,
    parameters: fc.uniqueArray(fc.tuple(name, fc.string()), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 5,
    }),
  })
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
      const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
      const header = challenges
        .map(
          ({ scheme, parameters }) =>
            `${scheme} ${parameters.map(([name, text]) => `${name}=${quote(text)}`)}`,
        )
        .join(', ')
      expect(
        readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.entries(parameters)]),
      ).toEqual(challenges.map(({ scheme, parameters }) => [scheme, parameters]))
    }),
  )
})

test('takes whatever comes, without throwing', () => {
  const bits = fc.constantFrom(
    'Bearer',
    'error',
    '=',
    ' = ',
    '"',
    '\\',
    ',',
    ' ',
    '\t',
    'scope',
    '\0',
    'é',
    'a/b',
    '"x"',
  )
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
      for (const { scheme, parameters } of readChallenges(parts.join(''))) {
        expect(typeof scheme).toBe('string')
        for (const value of Object.values(parameters)) expect(typeof value).toBe('string')
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 2000 },
  )
})

test.each([['a='], ['a=1,'], ['"'], ['\\"'], [','], [' '], ['a "'], ['="\\']])(
  'a header of 8 kB of %j takes no time worth mentioning, and a longer one is not read',
  (bit) => {
    const header = `Bearer ${bit.repeat(8192 / bit.length)}`.slice(0, 8192)
    const began = performance.now()
    for (let i = 0; i < 10; i++) readChallenges(header)
    // Ten of them: a quadratic reader needs seconds.
    expect(performance.now() - began).toBeLessThan(500)
    expect(readChallenges(`Bearer error="x", ${' '.repeat(8192)}`)).toEqual([])
  },
)
