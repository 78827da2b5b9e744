// @vitest-environment node

import { expect, test } from 'vitest'
import { createSignedSuite, expectUnsigned } from '../conformance/signed-suite.js'

test('a signed answer signs the person in, and leaves the address bar', async () => {
  const { world, signIn } = createSignedSuite()
  const { tab, client } = await signIn()
  expect(client.session.get()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  expect(tab.effects.page?.url()).toBe('https://app.example/')
  expect(world.server.requests).toContain('par')
})

test('an answer that is not signed is refused, and its code is not sent', async () => {
  const { signIn, world } = createSignedSuite({
    query: (query) => {
      const claims = JSON.parse(
        Buffer.from(query.get('response')?.split('.')[1] ?? '', 'base64url').toString(),
      )
      query.delete('response')
      for (const name of ['code', 'state', 'iss']) query.set(name, claims[name])
    },
  })
  await expectUnsigned({ signIn, world })
})

test('a parameter beside the signed answer is not believed', async () => {
  const { signIn, world } = createSignedSuite({ query: (query) => query.set('code', 'of-somebody-else') })
  const bodies: string[] = []
  const { intercept } = world.server
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token') bodies.push(await request.clone().text())
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  const { client } = await signIn()
  expect(client.session.get().status).toBe('signed-in')
  expect(bodies.join()).not.toContain('of-somebody-else')
})

test('two signed answers in one URL are refused', async () => {
  await expectUnsigned(createSignedSuite({ query: (query) => query.append('response', 'another') }))
})

test('a signed answer of another login is refused', async () => {
  const state = `hallpass.${'x'.repeat(43)}`
  const { signIn, world } = createSignedSuite({ claims: (claims) => ({ ...claims, state }) })
  const { client } = await signIn()
  expect(client.session.get()).toMatchObject({
    error: { code: 'callback-rejected', details: { reason: 'unknown-state' } },
  })
  expect(world.server.requests).not.toContain('token')
})

test('a refusal that is signed is told as what it is', async () => {
  const { client } = await createSignedSuite({ refusal: { error: 'access_denied' } }).signIn()
  expect(client.session.get()).toMatchObject({
    error: { code: 'login-refused', details: { error: 'access_denied' } },
  })
})

test('a refusal that is not signed is not told as the word of the server', async () => {
  await expectUnsigned(
    createSignedSuite({
      refusal: { error: 'access_denied' },
      query: (query) => {
        const payload = Buffer.from(query.get('response')?.split('.')[1] ?? '', 'base64url').toString()
        query.delete('response')
        query.set('error', 'access_denied')
        query.set('state', JSON.parse(payload).state)
      },
    }),
  )
})
