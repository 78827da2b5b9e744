// @vitest-environment node

import { expect, test } from 'vitest'
import { api, otherApi, refusal, signedIn } from './answering-api.js'

const two = [
  { url: api, resource: 'urn:api', scope: 'read' },
  { url: otherApi, resource: 'urn:other', scope: ['write', 'read'] },
]

test('the authorization request names all resources and scopes; the code is for the first', async () => {
  const { login, forms } = await signedIn({ apis: two })
  expect(login.searchParams.getAll('resource')).toEqual(['urn:api', 'urn:other'])
  expect(login.searchParams.get('scope')).toBe('openid offline_access read write')
  expect(forms).toMatchObject([{ grant_type: 'authorization_code', resource: 'urn:api' }])
})

test('each API gets its own token, when it is first called, and never that of another', async () => {
  const { client, received, forms } = await signedIn({ apis: two })
  for (const url of [api, api, otherApi, otherApi, api]) await client.fetch(url)
  const tokens = received.map(({ token }) => token)
  expect(tokens[0]).not.toBe(tokens[2])
  expect(tokens).toEqual([tokens[0], tokens[0], tokens[2], tokens[2], tokens[0]])
  expect(forms.slice(1)).toEqual([
    expect.objectContaining({ grant_type: 'refresh_token', resource: 'urn:other', scope: 'write read' }),
  ])
})

test('the first calls of several APIs at once make one refresh each, one after the other', async () => {
  const third = 'https://third.example'
  const { client, received, forms, world } = await signedIn({
    apis: [...two, { url: third, resource: 'urn:third' }],
  })
  let under = 0
  const intercept = world.server.intercept
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token') expect(++under).toBe(1)
    const response = await (intercept?.(endpoint, proceed, request) ?? proceed())
    if (endpoint === 'token') under--
    return response
  }
  const calls = Array.from({ length: 30 }, (_, index) => [api, otherApi, third][index % 3] ?? api)
  const answers = await Promise.all(calls.map((url) => client.fetch(url)))
  expect(answers.every(({ ok }) => ok)).toBe(true)
  expect(forms.slice(1).map(({ resource }) => resource)).toEqual(['urn:other', 'urn:third'])
  expect(new Set(received.map(({ url, token }) => `${new URL(url).origin} ${token}`)).size).toBe(3)
  expect(client.session.get().status).toBe('signed-in')
})

test('a refused token of one API is renewed for it alone', async () => {
  const { client, received, forms, answers } = await signedIn({ apis: two })
  await client.fetch(otherApi)
  answers(refusal(401), new Response('ok'))
  expect((await client.fetch(otherApi)).status).toBe(200)
  await client.fetch(api)
  expect(forms.slice(1).map(({ resource }) => resource)).toEqual(['urn:other', 'urn:other'])
  expect(new Set(received.map(({ token }) => token)).size).toBe(3)
})

test('accessToken gives the token of an API by its resource, and no other', async () => {
  const { client, received } = await signedIn({ apis: two })
  await client.fetch(otherApi)
  await client.fetch(api)
  expect(await client.accessToken({ resource: 'urn:other' })).toBe(received[0]?.token)
  expect(await client.accessToken({ resource: 'urn:api' })).toBe(received[1]?.token)
  expect(await client.accessToken()).toBe(received[1]?.token)
  await expect(client.accessToken({ resource: 'urn:nobody' })).rejects.toMatchObject({
    code: 'configuration',
  })
})

test('a server of audiences is asked for the first at login, others by the refresh token', async () => {
  const { client, login, forms } = await signedIn({
    apis: [
      { url: api, audience: 'https://one' },
      { url: otherApi, audience: 'https://two' },
    ],
  })
  await client.fetch(api)
  await client.fetch(otherApi)
  expect(login.searchParams.getAll('audience')).toEqual(['https://one'])
  expect(login.searchParams.has('resource')).toBe(false)
  expect(forms.slice(1)).toEqual([expect.objectContaining({ audience: 'https://two' })])
  expect(await client.accessToken({ resource: 'https://two' })).toBe(
    await client.accessToken({ resource: 'https://two' }),
  )
})

test('an API with a scope of its own gets a token that is good for nothing else', async () => {
  const { client, login, forms } = await signedIn({ apis: [api, { url: `${api}/admin`, scope: 'admin' }] })
  await client.fetch(`${api}/admin/x`)
  await client.fetch(`${api}/x`)
  expect(login.searchParams.get('scope')).toBe('openid offline_access admin')
  expect(forms.slice(1)).toEqual([expect.objectContaining({ scope: 'admin' })])
  expect(forms[1]).not.toHaveProperty('resource')
})

test('without a refresh token an API of its own cannot be called, and the session goes on', async () => {
  const { client } = await signedIn({ apis: two }, ({ server }) => {
    server.tokenResponse = ({ refresh_token, ...body }) => body
  })
  await expect(client.fetch(otherApi)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('offline_access'),
  })
  expect(client.session.get().status).toBe('signed-in')
  expect((await client.fetch(api)).status).toBe(200)
})

test('an unknown resource is its own trouble: others go on, and it is not asked each time', async () => {
  const { client, world, forms, answers } = await signedIn({ apis: two })
  const { intercept } = world.server
  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token') {
      const form = new URLSearchParams(await request.clone().text())
      forms.push(Object.fromEntries(form) as never)
      if (form.get('resource') === 'urn:other')
        return Response.json({ error: 'invalid_target' }, { status: 400 })
    }
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  for (let i = 0; i < 5; i++) {
    await expect(client.fetch(otherApi)).rejects.toMatchObject({
      code: 'configuration',
      details: { error: 'invalid_target' },
    })
  }
  expect(client.session.get()).not.toHaveProperty('trouble')
  answers(refusal(401), new Response('fine'))
  expect((await client.fetch(api)).status, 'renewed at once').toBe(200)
  expect(forms.filter(({ resource }) => resource === 'urn:other').length).toBeLessThanOrEqual(2)
  world.clock.advance(3_590_000)
  expect((await client.fetch(api)).status, 'the token of the login is renewed all the same').toBe(200)
})
