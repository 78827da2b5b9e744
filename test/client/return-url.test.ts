import { describe, expect, test } from 'vitest'
import { isCallback, safeReturnUrl, withoutAnswer } from '../../src/client/return-url.js'

const home = 'https://app.example/'

test.each([
  ['/orders?x=1#y', 'https://app.example/orders?x=1#y'],
  ['orders', 'https://app.example/orders'],
  ['https://app.example/deep', 'https://app.example/deep'],
  ['HTTPS://APP.example:443/deep', 'https://app.example/deep'],
  ['?tab=2', 'https://app.example/?tab=2'],
  ['/%2f/evil.com', 'https://app.example/%2f/evil.com'],
  ['/%5cevil.com', 'https://app.example/%5cevil.com'],
  ['/x?code=SAVE10', 'https://app.example/x?code=SAVE10'],
])('%s leads back', (returnTo, url) => {
  expect(safeReturnUrl(returnTo, home)).toBe(url)
})

test.each([
  '//evil.com',
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

test('a URL that is a callback itself comes back without its answer, and one with tokens without them', () => {
  expect(safeReturnUrl('/?code=1&state=2&x=3', home)).toBe('https://app.example/?x=3')
  expect(safeReturnUrl('/x#access_token=1', home)).toBe('https://app.example/x')
})

describe('what is an answer', () => {
  test.each([
    ['https://app.example/?code=a&state=b', true],
    ['https://app.example/?error=a&state=b&iss=c', true],
    ['https://app.example/?code=a', false],
    ['https://app.example/?state=b', false],
    ['https://app.example/other?code=a&state=b', false],
    ['https://app.example/#code=a&state=b', false],
    ['https://www.app.example/?code=a&state=b', false],
    ['http://app.example/?code=a&state=b', false],
  ])('%s: %s', (url, expected) => {
    expect(isCallback(new URL(url), home)).toBe(expected)
  })
})

test('what is taken out is the answer, and the rest stays to the letter', () => {
  const url = new URL('https://app.example/?b=%20c&code=a&state=x&iss=y&d=+e&session_state=z#part')
  expect(withoutAnswer(url)).toBe('https://app.example/?b=%20c&d=+e#part')
})
