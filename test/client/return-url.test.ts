import { expect, test } from 'vitest'
import { isSamePage, safeReturnUrl, withoutAnswer } from '../../src/client/return-url.js'

const home = 'https://app.example/'

test.each([
  ['/orders?x=1#y', 'https://app.example/orders?x=1#y'],
  ['orders', 'https://app.example/orders'],
  ['https://app.example/deep', 'https://app.example/deep'],
  ['HTTPS://APP.example:443/deep', 'https://app.example/deep'],
  ['?tab=2', 'https://app.example/?tab=2'],
  ['/x?code=SAVE10', 'https://app.example/x?code=SAVE10'],
])('%s leads back', (returnTo, url) => {
  expect(safeReturnUrl(returnTo, home)).toBe(url)
})

test.each([
  '//evil.com',
  ...['https://app.example//evil.com/', 'https://app.example/\\evil.com', 'https://app.example\\\\evil.com'],
  ...[
    'https://app.example/\t/evil.com',
    'https://app.example/.//evil.com',
    'https://app.example/x/..//evil.com',
  ],
  ...['/%2f/evil.com', '/%2Fevil.com', '/%5cevil.com', '/%5C%5cevil.com', '/%09/evil.com', '/.%2f/evil.com'],
  ...['/%2e//evil.com', '/%0a%2fevil.com'],
  '///evil.com',
  '////evil.com',
  'https:///evil.com',
  '/\\evil.com',
  '\\\\evil.com',
  'https:\\\\evil.com',
  '/\t/evil.com',
  '\t//evil.com',
  ' //evil.com',
  '/\n/evil.com',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'view-source:https://app.example',
  'blob:https://app.example/x',
  'https://app.example.evil.com',
  'https://app.example@evil.com',
  'https://me@app.example/',
  'http://app.example/',
  'https://app.example:8443/',
  'https://app.example./',
  'https://\u0430pp.example/',
  `/${'x'.repeat(100_000)}`,
  undefined,
  null,
  5,
  new URL('https://app.example/x'),
  { toString: () => '/x' },
])('%j leads home', (returnTo) => {
  expect(safeReturnUrl(returnTo, home)).toBe(home)
})

const state = `hallpass.${'s'.repeat(43)}`

test('a URL that is an answer to a login itself comes back without the answer', () => {
  expect(safeReturnUrl(`/?code=1&state=${state}&x=3`, home)).toBe('https://app.example/?x=3')
})

test.each([
  '/?code=1&state=2&x=3',
  '/invite?code=ABC123&lang=de',
  '/?state=open&error=42',
  '/x#access_token=1&type=recovery',
  '/search?q=a\\b',
])('%s is no answer of this library, and comes back to the letter', (returnTo) => {
  expect(safeReturnUrl(returnTo, home)).toBe(`https://app.example${returnTo}`)
})

test('what is taken out is the answer, and the rest stays to the letter', () => {
  const url = new URL('https://app.example/?b=%20c&code=a&%73tate=x&iss=y&d=+e&session_state=z#part')
  expect(withoutAnswer(url)).toBe('https://app.example/?b=%20c&d=+e#part')
})

test.each([
  ['/callback', '/callback/', true],
  ['/callback.html', '/callback', true],
  ['/callback', '/callback/index.html', true],
  ['/', '/index.html', true],
  ['/callback', '/callback/2', false],
  ['/auth/a', '/auth/b', false],
])('%s and %s are one page: %s', (one, other, expected) => {
  expect(isSamePage(`https://app.example${one}?x=1`, `https://app.example${other}`)).toBe(expected)
})
