import { expect, test } from 'vitest'
import { authorizeCall } from '../../src/index.js'
import { createWorld, settle } from '../../src/testing/index.js'
import { createWorkers } from '../adapters/people.js'
import { createBoundWorld } from '../dpop/bound-world.js'
import { api, refusal, signedIn } from '../fetch/answering-api.js'

const none = { get: () => null }

test('the headers of a call are those that auth.fetch would send', async () => {
  const { client, received } = await signedIn()
  await client.fetch(`${api}/orders`)
  const call = await authorizeCall(client, { url: `${api}/orders` })
  expect(call.headers).toEqual({ authorization: `Bearer ${received[0]?.token}` })
  expect(call.redirect).toBe('follow')
  expect(await authorizeCall(client, new Request(api, { method: 'POST', body: 'x' }))).toMatchObject({
    headers: call.headers,
  })
})

test.each([
  ['of another origin', { url: 'https://otherUrls.example/' }, 'not-listed'],
  ['over plain http', { url: 'http://api.example/' }, 'not-listed'],
  ['with an encoded slash', { url: `${api}/a%2fb` }, 'not-listed'],
  ['without CORS', { url: api, mode: 'no-cors' }, 'no-cors'],
  [
    'with an Authorization of its own',
    { url: api, headers: new Headers({ authorization: 'x' }) },
    'own-authorization',
  ],
])('a call %s gets no headers', async (_which, call, reason) => {
  for (const otherUrls of ['refuse', 'plain'] as const) {
    const { client } = await signedIn({ otherUrls })
    await expect(authorizeCall(client, call)).rejects.toMatchObject({
      code: 'target-not-allowed',
      details: { reason },
    })
  }
})

test('a WebSocket counts as the URL of its handshake', async () => {
  const { client } = await signedIn()
  expect((await authorizeCall(client, { url: 'wss://api.example/live' })).headers).toHaveProperty(
    'authorization',
  )
  await expect(authorizeCall(client, { url: 'ws://api.example/live' })).rejects.toMatchObject({
    code: 'target-not-allowed',
  })
})

test('where only a path is listed, redirects are not to be followed', async () => {
  const { client } = await signedIn({ apis: [`${api}/v1`] })
  expect((await authorizeCall(client, { url: `${api}/v1/x` })).redirect).toBe('manual')
})

test('after a 401 there is another call with a renewed token, once; any other answer is final', async () => {
  const { client, forms } = await signedIn()
  const first = await authorizeCall(client, { url: api })
  expect(await first.answered({ status: 200, headers: none })).toBe(undefined)
  expect(await first.answered({ status: 503, headers: none })).toBe(undefined)
  const second = await first.answered({ status: 401, headers: none })
  expect(second?.headers.authorization).toMatch(/^Bearer access-/)
  expect(second?.headers.authorization).not.toBe(first.headers.authorization)
  expect(await second?.answered({ status: 401, headers: none })).toBe(undefined)
  expect(forms).toHaveLength(2)
})

test('a 401 of another place, to which the call was redirected, is final', async () => {
  const { client, forms } = await signedIn()
  const call = await authorizeCall(client, { url: api })
  expect(await call.answered({ status: 401, headers: none, url: 'https://otherUrls.example/' })).toBe(
    undefined,
  )
  expect(forms).toHaveLength(1)
})

test('the URL of an answer may be a path, as some senders write it', async () => {
  const { client, forms } = await signedIn()
  const call = await authorizeCall(client, { url: `${api}/orders` })
  const again = await call.answered({ status: 401, headers: none, url: '/orders' })
  expect(again?.headers.authorization).toMatch(/^Bearer access-/)
  expect(forms).toHaveLength(2)
})

test('of two answers that one call was given, the second brings no further call', async () => {
  const { client, forms } = await signedIn()
  const call = await authorizeCall(client, { url: api })
  const answers = await Promise.all([1, 2].map(() => call.answered({ status: 401, headers: none })))
  expect(answers.filter(Boolean)).toHaveLength(1)
  expect(forms).toHaveLength(2)
})

test('a call that is answered after a sign-out, or after another login, brings no call of somebody else', async () => {
  const { browser, client, server, signIn } = createWorld()
  const { client: ada } = await signIn(browser.openTab())
  const other = client(browser.openTab())
  const call = await authorizeCall(other, { url: 'https://api.example/' })
  server.user = 'bob'
  await signIn(browser.openTab())
  await settle()
  const answer = { status: 401, headers: none }
  await expect(call.answered(answer)).rejects.toMatchObject({ code: 'signed-out' })
  const next = await authorizeCall(other, { url: 'https://api.example/' })
  await ada.logout({ everywhere: false })
  await settle()
  await expect(next.answered(answer)).rejects.toMatchObject({ code: 'signed-out' })
})

test('an API that wants more is answered as auth.fetch answers it', async () => {
  const { client } = await signedIn()
  const call = await authorizeCall(client, { url: `${api}/admin?x` })
  const answer = refusal(403, 'Bearer error="insufficient_scope", scope="admin"')
  await expect(call.answered(answer)).rejects.toMatchObject({
    code: 'step-up-required',
    message: expect.not.stringMatching(/^step-up-required \{/),
  })
})

test('with DPoP a call has a proof for its method and URL, and another with the nonce that the API wants', async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const call = await authorizeCall(client, { url: 'https://api.example/x?y#z', method: 'put' })
  expect(call.redirect).toBe('manual')
  expect(call.headers.authorization).toMatch(/^DPoP /)
  expect(claimsOf(call.headers.dpop)).toMatchObject({ htm: 'PUT', htu: 'https://api.example/x' })
  const again = await call.answered(
    new Response('', {
      status: 401,
      headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'rs-7' },
    }),
  )
  expect(again?.headers.authorization).toBe(call.headers.authorization)
  expect(claimsOf(again?.headers.dpop)).toMatchObject({ nonce: 'rs-7' })
  const next = await authorizeCall(client, { url: 'https://api.example/' })
  expect(claimsOf(next.headers.dpop)).toMatchObject({ nonce: 'rs-7' })
})

test('with DPoP the nonce of a place to which a call was redirected is not shown to the API', async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const call = await authorizeCall(client, { url: 'https://api.example/x' })
  const headers = new Headers({ 'dpop-nonce': 'theirs' })
  await call.answered({ status: 200, headers, url: 'https://elsewhere.example/' })
  const next = await authorizeCall(client, { url: 'https://api.example/x' })
  expect(claimsOf(next.headers.dpop)).not.toHaveProperty('nonce')
})

test('nobody who is not signed in gets headers, and the error has its text', async () => {
  const { browser, client } = createWorld()
  const nobody = client(browser.openTab())
  await expect(authorizeCall(nobody, { url: 'https://api.example/' })).rejects.toMatchObject({
    code: 'signed-out',
    message: expect.not.stringMatching(/^signed-out \{/),
  })
})

test('of several providers it is the one in use, and none after a sign-out', async () => {
  const { auth } = await createWorkers()
  const { headers } = await authorizeCall(auth, { url: 'https://api.example/' })
  expect(headers.authorization).toMatch(/^Bearer access-/)
  await auth.logout({ everywhere: false })
  await expect(authorizeCall(auth, { url: 'https://api.example/' })).rejects.toMatchObject({
    code: 'signed-out',
  })
})

function claimsOf(proof = ''): unknown {
  return JSON.parse(atob((proof.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')))
}
