// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { createServer } from '../../src/server/index.js'
import { acme, cookieKey, origin, secret, setup } from '../server/setup.js'

const apis = [{ url: 'https://api.acme.test', methods: ['GET', 'POST'] }]

async function proxying() {
  const world = setup({ configured: { mode: 'proxy', apis } })
  const ada = world.newPerson()
  await world.signIn(ada)
  const call = (query: string, body?: string, type = 'application/x-www-form-urlencoded') =>
    ada.call(`/oauth/api/acme/api.acme.test/me${query}`, body, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? {} : { 'content-type': type },
    })
  const arrived = () => world.simulator.arrived.filter(({ url }) => url.host === 'api.acme.test')
  return { ...world, call, arrived }
}

describe('a challenge of the API', () => {
  test.each([
    ['Basic realm="app"', null],
    ['basic', null],
    ['BASIC realm=x, charset="UTF-8"', null],
    ['Digest realm="app", nonce="1", qop="auth,auth-int"', null],
    ['Negotiate', null],
    ['NTLM TlRMTVNTUAAC==', null],
    ['Bearer realm="app", error="invalid_token"', 'Bearer realm="app", error="invalid_token"'],
    ['Bearer realm="app", Basic realm="app"', 'Bearer realm="app"'],
    ['Basic realm="a, Bearer b", Bearer error="x"', 'Bearer error="x"'],
    ['Bearer scope="a, Basic b", max_age = 5', 'Bearer scope="a, Basic b", max_age = 5'],
    ['Bearer realm="\\", Basic realm=\\"x"', 'Bearer realm="\\", Basic realm=\\"x"'],
    ['Bearer realm="never closed, Basic realm=x', 'Bearer realm="never closed'],
    ['DPoP error="use_dpop_nonce",Basic', 'DPoP error="use_dpop_nonce"'],
  ])('%s is passed on as %s', async (challenge, passed) => {
    const { call, simulator } = await proxying()
    const headers = { 'www-authenticate': challenge }
    simulator.answer('/me', () => new Response(null, { status: 401, headers }))
    const answer = await call('')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe(passed)
  })
})

describe('a call that would be another than it says', () => {
  test.each([
    '?access_token=mine',
    '?a=1&ACCESS_TOKEN=mine',
    '?%61ccess_token=mine',
    '?access.token=mine',
    '?access_token[]=mine',
    '?a=1;access_token=mine',
    '?oauth_token=mine',
    '?_method=DELETE',
    '?_method[]=DELETE',
    '?+_method=DELETE',
    '?method=delete',
    '?method=PUT',
    '?httpMethod=DELETE',
    '?$httpMethod=DELETE',
    '?x-http-method-override=DELETE',
    '?X_HTTP_Method=MERGE',
    // PHP ends a name at NUL, and makes an underscore of a bracket that is never closed.
    '?access_token%00x=mine',
    '?access[token=mine',
    '?%5Fmethod%00=DELETE',
  ])('by its query (%s) is refused', async (query) => {
    const { arrived, call } = await proxying()
    expect((await call(query)).status).toBe(400)
    expect(arrived()).toEqual([])
  })

  test.each([
    ['_method=DELETE', 'application/x-www-form-urlencoded'],
    ['a=1&access_token=mine', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['method=delete', 'application/x-www-form-urlencoded'],
    [
      '--x\r\ncontent-disposition: form-data; name="_method"\r\n\r\nDELETE\r\n--x--\r\n',
      'multipart/form-data; boundary=x',
    ],
    [
      '--x\r\nContent-Disposition: form-data; name=_method\r\n\r\nDELETE\r\n--x--',
      'Multipart/Form-Data; boundary=x',
    ],
    [
      '--x\r\nContent-Disposition: form-data;\r\n name="_method"\r\n\r\nDELETE\r\n--x--',
      'multipart/form-data; boundary=x',
    ],
    [
      '--x\r\nContent-Disposition: form-data; a="name=b"; name="_method"\r\n\r\nDELETE\r\n--x--',
      'multipart/form-data; boundary=x',
    ],
    [
      "--x\r\nContent-Disposition : form-data; name='_method'\r\n\r\nDELETE\r\n--x--",
      'multipart/form-data; boundary=x',
    ],
    [
      "--x\r\nContent-Disposition: form-data; name*=utf-8''%5Fmethod\r\n\r\nDELETE\r\n--x--",
      'multipart/form-data; boundary=x',
    ],
    ['{"_method":"DELETE"}', 'application/json'],
    ['{"a":{"b":1},"\\u005fmethod":"DELETE"}', 'application/json; charset=utf-8'],
    ['\ufeff{"access_token":"mine"}', 'application/vnd.api+json'],
    ['{"_method":"DELETE",}', 'application/json'],
    ['_\0m\0e\0t\0h\0o\0d\0=\0P\0U\0T\0', 'application/x-www-form-urlencoded; charset=utf-16le'],
    ['_method=DELETE', 'text/plain, application/x-www-form-urlencoded'],
  ])('by its form (%s) is refused', async (body, type) => {
    const { arrived, call } = await proxying()
    expect((await call('', body, type)).status).toBe(400)
    expect(arrived()).toEqual([])
  })

  test.each([
    '?method=flickr.photos.search',
    '?page=2&filter[method]=x',
    '?q=access_token',
    '?my_access_token_id=1',
  ])('and one that only looks a bit like it (%s) is passed on as it is', async (query) => {
    const { arrived, call } = await proxying()
    expect((await call(query)).status).toBe(200)
    expect(arrived()[0]?.url.search).toBe(query)
  })

  test.each([
    ['{"method":"card","items":[{"method":"delete"}]}', 'application/json'],
    ['{"text":"{\\"_method\\":\\"DELETE\\"}"}', 'application/json'],
    ['[{"_method":"a list has no parameters"}]', 'application/json'],
    ['_method=DELETE', 'text/plain'],
    ['', 'application/json'],
    ['a=1', 'application/x-www-form-urlencoded; charset="UTF-8"'],
  ])('and a body that only looks a bit like it (%s) is passed on as it is', async (body, type) => {
    const { arrived, call } = await proxying()
    expect((await call('', body, type)).status).toBe(200)
    expect(arrived()[0]?.body).toBe(body)
  })

  test.each([
    'X-HTTP-Method-Override',
    'x-http-method',
    'X-Method-Override',
    'x-original-url',
    'x-rewrite-url',
  ])('by a header (%s) cannot be configured', (header) => {
    const proxy = { mode: 'proxy', provider: acme, clientId: 'client-1', clientSecret: secret } as const
    for (const more of [{ requestHeaders: [header] }, { headers: { [header]: 'DELETE' } }]) {
      const providers = { acme: { ...proxy, apis: [{ url: 'https://api.acme.test', ...more }] } }
      expect(() => createServer({ origins: [origin], cookieKey, providers })).toThrow('is not to be set')
    }
  })
})
