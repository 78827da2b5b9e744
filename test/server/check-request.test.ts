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
})
