import { expect, test } from 'vitest'
import { createWorld, testIssuer as issuer, until } from '../../src/testing/index.js'

async function login(change: (metadata: Record<string, unknown>) => unknown) {
  const { browser, server, client } = createWorld()
  server.metadata = change(server.metadata) as Record<string, unknown>
  const tab = browser.openTab()
  const error = await Promise.race([
    client(tab)
      .login()
      .catch((thrown: unknown) => thrown),
    until(() => tab.leftFor),
  ])
  return { error, left: tab.leftFor, requests: server.requests }
}

test.each<[string, (metadata: Record<string, unknown>) => unknown]>([
  ['another issuer', (metadata) => ({ ...metadata, issuer: 'https://evil.example' })],
  ['almost the issuer', (metadata) => ({ ...metadata, issuer: `${issuer}/` })],
  ['the issuer in capitals', (metadata) => ({ ...metadata, issuer: 'HTTPS://LOGIN.example' })],
  ['a list of issuers', (metadata) => ({ ...metadata, issuer: [issuer] })],
  ['no issuer', ({ issuer, ...metadata }) => metadata],
  [
    'a javascript: authorization endpoint',
    (metadata) => ({ ...metadata, authorization_endpoint: 'javascript:alert(1)' }),
  ],
  ['an http: token endpoint', (metadata) => ({ ...metadata, token_endpoint: 'http://login.example/token' })],
  [
    'a token endpoint with a name in it',
    (metadata) => ({ ...metadata, token_endpoint: 'https://a@login.example/token' }),
  ],
  ['a data: end session endpoint', (metadata) => ({ ...metadata, end_session_endpoint: 'data:text/html,x' })],
  ['a relative revocation endpoint', (metadata) => ({ ...metadata, revocation_endpoint: '/revoke' })],
  ['a number for an endpoint', (metadata) => ({ ...metadata, userinfo_endpoint: 5 })],
  ['no token endpoint', ({ token_endpoint, ...metadata }) => metadata],
])('metadata with %s are refused, and the page stays', async (_, change) => {
  const { error, left } = await login(change)
  expect(left).toBeUndefined()
  expect(error).toMatchObject({ code: 'configuration', recovery: 'fix' })
})

test('an address without metadata is told as that', async () => {
  const { error } = await login(() => ({ error: 'Realm does not exist' }))
  expect(error).toMatchObject({
    code: 'configuration',
    message:
      `issuer: ${issuer}/.well-known/openid-configuration names no issuer, so it is no metadata. Look ` +
      'at the issuer again, realm or tenant included.',
  })
})

test('metadata are asked for once, and kept for the next page', async () => {
  const { browser, server, client } = createWorld()
  for (let turn = 0; turn < 3; turn++) {
    const tab = browser.openTab()
    client(tab)
      .login()
      .catch(() => {})
    await until(() => tab.leftFor)
  }
  expect(server.requests).toEqual(['.well-known/openid-configuration'])
})

test('a server with RFC 8414 metadata only is found', async () => {
  const { browser, server, client } = createWorld()
  server.intercept = async (endpoint) =>
    endpoint === '.well-known/oauth-authorization-server/tenant'
      ? Response.json({ ...server.metadata, issuer: `${issuer}/tenant` })
      : new Response('no', { status: 404 })
  const tab = browser.openTab()
  client(tab, { issuer: `${issuer}/tenant` })
    .login()
    .catch(() => {})
  await until(() => tab.leftFor)
  expect(server.requests).toEqual([
    'tenant/.well-known/openid-configuration',
    '.well-known/oauth-authorization-server/tenant',
  ])
})

test('metadata that are given are not asked for', async () => {
  const { browser, server, client } = createWorld()
  const tab = browser.openTab()
  client(tab, { issuer: server.metadata as never })
    .login()
    .catch(() => {})
  await until(() => tab.leftFor)
  expect(server.requests).toEqual([])
})

test.each([
  ['is offline', () => Promise.reject(new TypeError('Failed to fetch')), 'network'],
  ['has HTML there', async () => new Response('<html>'), 'invalid-response'],
  ['is overloaded', async () => new Response('', { status: 503 }), 'server-unavailable'],
])('a server that %s is said to, and the next login tries again', async (_, answer, code) => {
  const { browser, server, client } = createWorld()
  server.intercept = answer
  const tab = browser.openTab()
  const here = client(tab)
  await expect(here.login()).rejects.toMatchObject({ code })
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'failed', error: { code } })
  delete server.intercept
  here.login().catch(() => {})
  await until(() => tab.leftFor)
})
