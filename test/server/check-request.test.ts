// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { keptToken } from '../../src/protocol/server-part.js'
import { checkNavigation, checkScript, preflight } from '../../src/server/check-request.js'
import { readCookies, setCookie } from '../../src/server/cookies.js'

const listed = 'https://app.test'

function request(headers: Record<string, string>, method = 'POST'): Request {
  return {
    url: `${listed}/oauth/acme/login`,
    method,
    headers: new Headers({ origin: listed, 'sec-fetch-site': 'same-origin', ...headers }),
  } as Request
}

describe('a request of a script', () => {
  test('may have the placeholder of the server part in the place of the header', () => {
    expect(() => checkScript(request({ authorization: `Bearer ${keptToken}123` }), [listed])).not.toThrow()
  })

  test.each(['Bearer token', `Basic Bearer ${keptToken}`, `bearer ${keptToken}`, ` ${keptToken}`])(
    'may have no other Authorization there: %s',
    (authorization) => {
      expect(() => checkScript(request({ authorization }), [listed])).toThrow('is missing')
    },
  )

  test.each(['not-same-origin', 'same-origin-not', 'xcross-site'])(
    'is refused where the browser says a word that only looks like one: %s',
    (site) => {
      const headers = { hallpass: '1', 'sec-fetch-site': site }
      expect(() => checkScript(request(headers), [listed])).toThrow('does not say')
    },
  )

  test.each(['GETAWAY', 'FORGET', 'HEADER', 'AHEAD', 'POST'])(
    'by %s needs an Origin, as every method but GET and HEAD does',
    (method) => {
      const headers = new Headers({ hallpass: '1', 'sec-fetch-site': 'same-origin' })
      expect(() => checkScript({ method, headers } as Request, [listed])).toThrow('does not say')
    },
  )

  const said =
    (method: string, headers: Record<string, string>, origins = [listed]) =>
    () =>
      checkScript({ method, headers: new Headers({ hallpass: '1', ...headers }) } as Request, origins)
  const sameOrigin = { 'sec-fetch-site': 'same-origin' }

  test.each(['same-origin', 'same-site', 'cross-site'])(
    'from a listed origin is accepted where the browser says %s',
    (site) => {
      expect(said('POST', { origin: listed, 'sec-fetch-site': site })).not.toThrow()
    },
  )

  test('from a listed origin is accepted where the browser says nothing more, and not as a navigation', () => {
    expect(said('POST', { origin: listed })).not.toThrow()
    expect(said('POST', { origin: listed, 'sec-fetch-site': 'none' })).toThrow('does not say')
  })

  test.each(['https://evil.test', 'null', `${listed}.evil.test`, ''])(
    'from the origin %j, which is not listed, is refused',
    (origin) => {
      expect(said('POST', { origin, ...sameOrigin })).toThrow("is not in 'origins'")
    },
  )

  test.each(['GET', 'HEAD'])(
    'by %s may have no Origin where the browser says that it is of the same',
    (method) => {
      expect(said(method, sameOrigin)).not.toThrow()
      expect(said(method, { 'sec-fetch-site': 'same-site' })).toThrow('does not say')
      expect(said(method, {})).toThrow('does not say')
    },
  )

  test.each(['', '0', '11'])('with the value %j of the header is refused', (hallpass) => {
    expect(said('POST', { origin: listed, ...sameOrigin, hallpass })).toThrow('is missing')
  })

  test('without the header and without an Authorization is refused', () => {
    expect(() => checkScript(request({}), [listed])).toThrow('is missing')
  })
})

describe('a navigation', () => {
  const app = { origins: [listed] }
  const check = (from: 'anywhere' | typeof app, headers: Record<string, string>) => () =>
    checkNavigation({ url: `${listed}/oauth/acme/login`, headers: new Headers(headers) } as Request, from)

  test('is a whole page, and no frame', () => {
    expect(check(app, { 'sec-fetch-dest': 'document' })).not.toThrow()
    expect(check('anywhere', { 'sec-fetch-dest': 'document' })).not.toThrow()
    for (const dest of ['iframe', 'empty', 'script'])
      for (const from of [app, 'anywhere'] as const)
        expect(check(from, { 'sec-fetch-dest': dest })).toThrow('whole page')
  })

  test('that begins a login is not from another site, and one that ends it may be', () => {
    for (const site of ['none', 'same-origin']) expect(check(app, { 'sec-fetch-site': site })).not.toThrow()
    expect(check(app, { 'sec-fetch-site': 'cross-site' })).toThrow('begins in the app')
    expect(check('anywhere', { 'sec-fetch-site': 'cross-site' })).not.toThrow()
  })

  test('of a browser that says nothing is accepted', () => {
    expect(check(app, {})).not.toThrow()
  })
})

test('a browser that says how it navigates, and not where to, is taken at its word', () => {
  for (const mode of ['cors', 'no-cors', 'same-origin', 'websocket'])
    expect(() => checkNavigation(request({ 'sec-fetch-mode': mode }, 'GET'), { origins: [listed] })).toThrow(
      'whole page',
    )
  expect(() =>
    checkNavigation(request({ 'sec-fetch-mode': 'navigate' }, 'GET'), { origins: [listed] }),
  ).not.toThrow()
})

test.each([
  ['the host of the server part', [listed], false],
  ['it behind a proxy that ends TLS', ['http://app.test', listed], false],
  ['another host, too', [listed, 'https://www.app.test'], true],
  ['another host alone', ['https://www.app.test'], true],
  ['another port', [listed, `${listed}:8443`], true],
])(
  'a login that another host of the site begins, where the origins are those of %s',
  (_, origins, begins) => {
    const check = () => checkNavigation(request({ 'sec-fetch-site': 'same-site' }, 'GET'), { origins })
    if (begins) expect(check).not.toThrow()
    else expect(check).toThrow('begins in the app')
    expect(() => checkNavigation(request({ 'sec-fetch-site': 'same-site' }, 'GET'), 'anywhere')).not.toThrow()
  },
)

test('a preflight is told the methods, the header of the library, and the listed ones', () => {
  const answer = preflight(request({}), { origins: [listed], methods: ['POST'], requestHeaders: ['x-one'] })
  expect(answer).toEqual({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'hallpass, content-type, x-one',
    'access-control-max-age': '600',
  })
})

test('a preflight of no origin, or of one that is not listed, is refused', () => {
  const rules = { origins: [listed], methods: ['POST'], requestHeaders: [] }
  for (const headers of [{}, { origin: 'https://evil.test' }, { origin: 'null' }])
    expect(() => preflight({ headers: new Headers(headers) } as Request, rules)).toThrow('Not from this')
})

describe('a cookie', () => {
  const rules = { secure: true, origin: listed }
  const attributes = { sameSite: 'Strict', maxAgeSeconds: 60 } as const

  test('of 3900 octets with its name is set, and a longer one is not', () => {
    const room = 3900 - '__Host-Http-hallpass-acme='.length
    expect(setCookie(rules, 'acme', 'x'.repeat(room), attributes)).toContain('x; Path=/')
    expect(setCookie(rules, 'acme', 'x'.repeat(room + 1), attributes)).toBe(undefined)
  })

  test('whose name has a space inside is not the one without', () => {
    expect(readCookies(rules, '__Host-Http-hallpass-ac me=evil').has('acme')).toBe(false)
  })

  test('is read after any spaces and tabs, and with what follows the first sign', () => {
    expect([...readCookies(rules, 'a=b; \t __Host-Http-hallpass-acme=x=y')]).toEqual([['acme', 'x=y']])
  })

  test('of another name is none of ours, however its name ends', () => {
    const others = ['acme=x', 'xx__Host-Http-hallpass-acme=x', '__Host-Http-hallpas-acme=x', 'x'.repeat(40)]
    expect([...readCookies(rules, others.join('; '))]).toEqual([])
    expect([...readCookies(rules, null)]).toEqual([])
  })

  test('of a name that is there twice is not read, and three times neither', () => {
    const one = '__Host-Http-hallpass-acme=x'
    expect([...readCookies(rules, [one, '__Host-Http-hallpass-b=y', one].join('; '))]).toEqual([['b', 'y']])
    expect([...readCookies(rules, [one, one, one].join('; '))]).toEqual([])
  })
})
