// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createAuthFetch } from '../../src/fetch/auth-fetch.js'
import { createAuthorize } from '../../src/fetch/authorize.js'
import type { AuthFetchDeps } from '../../src/fetch/call.js'
import { type Api, findTarget, readTargets } from '../../src/fetch/targets.js'

const page = 'https://app.example/deep/page?x#y'

/**
 * What is really sent for a call: the `Authorization` header of the request that reaches the network, or
 * `refused`.
 */
async function sent(apis: readonly (string | Api)[], input: string | URL | Request, init?: RequestInit) {
  const requests: Request[] = []
  const calls: AuthFetchDeps = {
    fetch: async (request) => {
      requests.push(new Request(request))
      return new Response()
    },
    find: (url) => findTarget(readTargets(apis, page), url),
    otherUrls: 'refuse',
    token: async ({ tokenKey }) => ({ value: `token-${tokenKey}`, scope: [], receivedAt: 0 }),
    person: () => undefined,
    stepUp: () => Promise.reject(new Error('nobody asked')),
    warn: () => {},
  }
  const call = createAuthFetch(calls, createAuthorize(calls))
  try {
    await call(input, init)
  } catch (error) {
    expect(requests, 'refused before anything is sent').toEqual([])
    return (error as { details?: { reason?: string } }).details?.reason ?? 'TypeError'
  }
  return requests[0]?.headers.get('authorization')
}

const token = 'Bearer token-'

describe('an origin', () => {
  const apis = ['https://api.example.com']
  test.each([
    'https://api.example.com',
    'https://api.example.com/',
    'https://api.example.com/x?y=https://evil.example#z',
    'HTTPS://API.EXAMPLE.COM/x',
    'https://api.example.com:443/x',
    'https:\\\\api.example.com\\x',
    'https:/api.example.com/x',
    'https://api.example.com\\.evil.example/x',
    ' https://api.example.com/x\n',
    'https://api\t.example.com/x',
    'https://api。example.com/x',
    'https://api.example.com/a/../../b',
  ])('%j gets a token', async (url) => {
    expect(await sent(apis, url)).toBe(token)
    expect(await sent(apis, new URL(url))).toBe(token)
    expect(await sent(apis, new Request(url))).toBe(token)
  })

  test.each([
    'https://api.example.com.evil.example/x',
    'https://api.example.com./x',
    'https://xapi.example.com/x',
    'https://example.com/x',
    'https://a.api.example.com/x',
    'https://api.example.com:8443/x',
    'https://api.example.com:80/x',
    'https://api-example.com/x',
    'https://аpi.example.com/x',
    'https://evil.example/https://api.example.com',
    'https://evil.example#https://api.example.com',
    'https://evil.example?u=https://api.example.com',
    'https://evil.example\\@api.example.com/x',
    'http://api.example.com/x',
    'blob:https://api.example.com/0f3c4e1a-0000-4000-8000-000000000000',
    'data:text/plain,https://api.example.com/',
    'file:///https://api.example.com/',
    'about:blank',
    'https://api.example.com/a%2fb',
    'https://api.example.com/a%5Cb',
  ])('%j gets none', async (url) => {
    expect(await sent(apis, url)).toBe('not-listed')
  })

  test.each([
    'https://api.example.com@evil.example/x',
    'https://user:secret@api.example.com/x',
    '//api.example.com/x',
    '',
  ])('%j is nothing that fetch takes', async (url) => {
    expect(await sent(apis, url)).toBe('TypeError')
  })

  test('what a URL looks like to others does not count, only what is sent', async () => {
    const liar = {
      toString: () => 'https://evil.example/',
      href: 'https://api.example.com/',
      url: 'https://api.example.com/',
    }
    expect(await sent(apis, liar as unknown as URL)).toBe('not-listed')
  })
})

describe('an origin and a path', () => {
  const apis = ['https://api.example.com/v1/']
  test.each([
    'https://api.example.com/v1',
    'https://api.example.com/v1/',
    'https://api.example.com/v1?x',
    'https://api.example.com/v1/x',
    'https://api.example.com/v1//x',
    'https://api.example.com/v2/../v1/x',
    'https://api.example.com/v2/%2E%2e/v1/x',
    'https://api.example.com/./v1/x',
    'https://api.example.com\\v1\\x',
  ])('%j gets a token', async (url) => {
    expect(await sent(apis, url)).toBe(token)
  })

  test.each([
    'https://api.example.com/',
    'https://api.example.com/v10',
    'https://api.example.com/v1;x',
    'https://api.example.com/V1/x',
    'https://api.example.com//v1/x',
    'https://api.example.com/%761/x',
    'https://api.example.com/v1/../v2',
    'https://api.example.com/v1/%2e%2e/v2',
    'https://api.example.com/v1/.%2E/v2',
    'https://api.example.com/v1/..\\v2',
    'https://api.example.com/v1%2fx',
    'https://api.example.com/v1/..%2fv2',
    'https://api.example.com/v1/..%5cv2',
    'https://api.example.com/x?/v1/',
    'https://api.example.com/x#/v1/',
  ])('%j gets none', async (url) => {
    expect(await sent(apis, url)).toBe('not-listed')
  })
})

describe('several that cover a URL', () => {
  const apis: Api[] = [
    { url: 'https://api.example.com', resource: 'urn:all' },
    { url: 'https://api.example.com/a', resource: 'urn:a', scope: 'read' },
    { url: 'https://api.example.com/a/b', resource: 'urn:b', scope: ['read', 'write', 'read'] },
    { url: 'https://other.example.com', resource: 'urn:a', scope: 'read' },
  ]
  test.each([
    ['https://api.example.com/', ''],
    ['https://api.example.com/ab', ''],
    ['https://api.example.com/a', 'urn:a read'],
    ['https://api.example.com/a/bc', 'urn:a read'],
    ['https://api.example.com/a/b/c', 'urn:b read write'],
    ['https://api.example.com/a/b/../c', 'urn:a read'],
    ['https://other.example.com/', 'urn:a read'],
  ])('%s is of the most specific one', async (url, name) => {
    for (const list of [apis, [apis[0], ...apis.slice(1).reverse()] as Api[]]) {
      expect(await sent(list, url)).toBe(token + name)
    }
  })
})

test('the login itself brings the token of the first, where each has one of its own', () => {
  const names = (...apis: (string | Api)[]) => readTargets(apis, page).map(({ tokenKey }) => tokenKey)
  expect(names('https://a.example', 'https://b.example')).toEqual(['', ''])
  const [a, b] = [
    { url: 'https://a.example', resource: 'urn:a' },
    { url: 'https://b.example', resource: 'urn:b' },
  ]
  expect(names(a, b)).toEqual(['', 'urn:b'])
  expect(names(b, a)).toEqual(['', 'urn:a'])
  expect(names(a, { ...b, resource: 'urn:a' })).toEqual(['', ''])
  expect(names('https://a.example', { url: 'https://b.example', audience: 'b' })).toEqual(['', 'b'])
  expect(names('https://a.example', { url: 'https://b.example', scope: 'b' })).toEqual(['', ' b'])
})

test('the token of an audience is not sent to an API without one', () => {
  const apis = [{ url: 'https://a.example', audience: 'a' }, 'https://b.example']
  expect(readTargets(apis, page).map(({ tokenKey }) => tokenKey)).toEqual(['a', ''])
})

test('an API is called by its resource, its audience, or otherwise by its URL as it was written', () => {
  const names = (...apis: (string | Api)[]) => readTargets(apis, page).map(({ resource }) => resource)
  expect(names({ url: 'https://a.example', resource: 'urn:a', audience: 'a' })).toEqual(['urn:a'])
  expect(names({ url: 'https://a.example', audience: 'a' }, '/b')).toEqual(['/b', 'a'])
})

test('an API gets proofs of DPoP, unless it says that it wants none', () => {
  const proofs = (api: string | Api) => readTargets([api], page).map(({ dpop }) => dpop)
  expect(proofs('https://a.example')).toEqual([true])
  expect(proofs({ url: 'https://a.example' })).toEqual([true])
  expect(proofs({ url: 'https://a.example', dpop: false })).toEqual([false])
})

test('a path alone is one of the page, and not of the base URL', () => {
  const targets = readTargets(['/api'], page)
  expect(findTarget(targets, 'https://app.example/api/x')).toBeDefined()
  expect(findTarget(targets, 'https://evil.example/api/x')).toBeUndefined()
})

test.each<[string, readonly (string | Api)[]]>([
  ['http', ['http://api.example.com']],
  ['no scheme', ['api.example.com']],
  ['a scheme-relative URL', ['//api.example.com']],
  ['a backslash', ['/\\api.example.com']],
  ['a wildcard', ['https://*.example.com']],
  ['everything', ['*']],
  ['a query', ['https://api.example.com/?x']],
  ['a fragment', ['https://api.example.com/#x']],
  ['credentials', ['https://u:p@api.example.com']],
  ['an encoded slash', ['https://api.example.com/a%2Fb']],
  ['another scheme', ['blob:https://api.example.com/x']],
  ['a relative resource', [{ url: 'https://api.example.com', resource: 'api' }]],
  ['a resource with a fragment', [{ url: 'https://api.example.com', resource: 'https://api.example.com#x' }]],
  ['a URL twice', ['https://api.example.com/a', { url: 'https://api.example.com/a/', scope: 'x' }]],
  ['a resource here and none there', ['https://a.example', { url: 'https://b.example', resource: 'urn:b' }]],
])('%s in apis is refused when the client is made', (_what, apis) => {
  expect(() => readTargets(apis, page)).toThrow(
    expect.objectContaining({ code: 'configuration', details: { option: 'apis' } }),
  )
})

test('a header of the caller is neither doubled nor replaced', async () => {
  const init = { headers: { Authorization: 'Basic abc' } }
  expect(await sent(['https://api.example.com'], 'https://api.example.com/', init)).toBe('own-authorization')
  expect(await sent(['https://api.example.com'], new Request('https://api.example.com/', init))).toBe(
    'own-authorization',
  )
})

test("mode 'no-cors', which drops the header, is refused", async () => {
  expect(await sent(['https://api.example.com'], 'https://api.example.com/', { mode: 'no-cors' })).toBe(
    'no-cors',
  )
})
