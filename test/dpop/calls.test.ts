// @vitest-environment node

import { expect, test } from 'vitest'
import { settle } from '../../src/testing/index.js'
import { createBoundWorld } from './bound-world.js'

const url = 'https://api.example/orders'

test('a call has exactly one proof, for this method, this URL and this token', async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const response = await client.fetch(`${url}?id=1#top`, { method: 'DELETE' })
  expect(response.status).toBe(200)
  const { request, claims } = world.bound.proofs.at(-1) ?? {}
  expect(request?.headers.get('authorization')).toMatch(/^DPoP access-/)
  expect(claims).toMatchObject({ htm: 'DELETE', htu: url })
})

test('a nonce is asked for once, and then is in calls of this page, other tabs, the next page', async () => {
  const world = createBoundWorld()
  const { bound, browser, server } = world
  bound.nonces.set('api', 'rs-1')
  const { tab, client } = await world.signIn(browser.openTab())
  const calls = () => server.requests.filter((endpoint) => endpoint === 'api').length

  expect((await client.fetch(url, { method: 'POST', body: 'first' })).status).toBe(200)
  expect(calls()).toBe(2)
  expect(await bound.proofs.at(-1)?.request.text()).toBe('first')
  expect((await client.fetch(url)).status).toBe(200)
  expect(calls()).toBe(3)

  for (const next of [tab.load(tab.url), browser.openTab()]) {
    const before = calls()
    const client = world.client(next)
    await client.start()
    expect((await client.fetch(url)).status).toBe(200)
    expect(calls()).toBe(before + 1)
  }
})

test('the nonce of a 200 is the next one', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  bound.nonces.set('api', 'rs-1')
  const { client } = await world.signIn(world.browser.openTab())
  await client.fetch(url)
  bound.after = (endpoint, response) => {
    if (endpoint === 'api') response.headers.set('dpop-nonce', 'rs-2')
    return response
  }
  await client.fetch(url)
  bound.nonces.set('api', 'rs-2')
  const before = server.requests.length
  expect((await client.fetch(url)).status).toBe(200)
  expect(server.requests.length).toBe(before + 1)
})

test('no server is shown the nonce of another, nor one of another role', async () => {
  const world = createBoundWorld()
  const { bound } = world
  bound.nonces.set('api', 'rs-1').set('token', 'as-1')
  const { client } = await world.signIn(world.browser.openTab(), {
    apis: ['https://api.example', 'https://b.example'],
  })
  await client.fetch(url)
  bound.nonces.delete('api')
  await client.fetch('https://b.example/')
  const shown = bound.proofs.map(({ endpoint, request, claims }) => [
    endpoint,
    new URL(request.url).host,
    claims.nonce,
  ])
  expect(shown).toEqual([
    ['token', 'login.example', undefined],
    ['token', 'login.example', 'as-1'],
    ['api', 'api.example', undefined],
    ['api', 'api.example', 'rs-1'],
    ['api', 'b.example', undefined],
  ])
})

test('an API that is never content is asked twice, and the error says so', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  let count = 0
  bound.after = (endpoint, response) => {
    if (endpoint === 'api') bound.nonces.set('api', `rs-${++count}`)
    return response
  }
  bound.nonces.set('api', 'rs-0')
  const { client } = await world.signIn(world.browser.openTab())
  await expect(client.fetch(url)).rejects.toMatchObject({
    code: 'dpop-nonce-refused',
    details: { reason: 'again', url },
  })
  expect(server.requests.filter((endpoint) => endpoint === 'api')).toHaveLength(2)
})

test('an authorization server that is never content is asked twice, and the login says so', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  let count = 0
  bound.after = (endpoint, response) => {
    if (endpoint === 'token') bound.nonces.set('token', `as-${++count}`)
    return response
  }
  bound.nonces.set('token', 'as-0')
  const { client } = await world.signIn(world.browser.openTab())
  expect(client.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'dpop-nonce-refused' } })
  expect(server.requests.filter((endpoint) => endpoint === 'token')).toHaveLength(2)
})

test.each(['api', 'token'])('a nonce that CORS hides is no reason to ask again: %s', async (hidden) => {
  const world = createBoundWorld()
  const { bound, server } = world
  bound.nonces.set(hidden, 'n')
  bound.after = (endpoint, response) => {
    if (endpoint === hidden) response.headers.delete('dpop-nonce')
    return response
  }
  const { client } = await world.signIn(world.browser.openTab())
  const error =
    hidden === 'api'
      ? await client.fetch(url).catch((error) => error)
      : (client.session.get() as { error?: Error }).error
  expect(error).toMatchObject({ code: 'dpop-nonce-refused', details: { reason: 'hidden' } })
  expect(error.message).toContain('DPoP-Nonce')
  expect(server.requests.filter((endpoint) => endpoint === hidden)).toHaveLength(1)
})

test('calls at the same time get their own answers, also while all are asked for a nonce', async () => {
  const world = createBoundWorld()
  const { bound } = world
  bound.nonces.set('api', 'rs-1')
  const { proofs } = bound
  bound.after = (endpoint, response) =>
    endpoint === 'api' && response.ok
      ? Response.json({ path: new URL(proofs.at(-1)?.request.url ?? '').pathname }, response)
      : response
  const { client } = await world.signIn(world.browser.openTab())
  const paths = Array.from({ length: 30 }, (_, index) => `/${index}`)
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await client.fetch(`https://api.example${path}`, { method: 'POST', body: path })
      return response.json()
    }),
  )
  expect(answers.map(({ path }) => path)).toEqual(paths)
  expect(proofs.filter(({ endpoint }) => endpoint === 'api').length).toBeLessThanOrEqual(60)
  expect(new Set(proofs.map(({ claims }) => claims.jti)).size).toBe(proofs.length)
})

test('a nonce, a new token and a nonce for that: each reason once', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  const { client } = await world.signIn(world.browser.openTab())
  const first = await client.accessToken()
  bound.nonces.set('api', 'rs-1')
  const { after } = bound
  bound.after = (endpoint, response) => {
    const { request, claims } = bound.proofs.at(-1) ?? {}
    if (endpoint !== 'api' || !request?.headers.get('authorization')?.endsWith(first) || !claims?.nonce)
      return after(endpoint, response)
    return new Response(null, { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } })
  }
  expect((await client.fetch(url)).status).toBe(200)
  expect(server.requests.slice(-4)).toEqual(['api', 'api', 'token', 'api'])
})

test('a stream that has been read is not sent again, and says so', async () => {
  const world = createBoundWorld()
  world.bound.nonces.set('api', 'rs-1')
  const { client } = await world.signIn(world.browser.openTab())
  const call = () =>
    client.fetch(url, {
      method: 'POST',
      body: new Blob(['streamed']).stream(),
      ...({ duplex: 'half' } as RequestInit),
    })
  await expect(call()).rejects.toMatchObject({ code: 'body-not-replayable' })
  expect((await call()).status).toBe(200)
})

test('a redirect is not followed with a proof, and the error says what to call', async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const seen: string[] = []
  world.server.intercept = async (_endpoint, _proceed, request) => {
    seen.push(request.redirect)
    const redirect = new Response(null)
    Object.defineProperties(redirect, { type: { value: 'opaqueredirect' }, status: { value: 0 } })
    return redirect
  }
  await expect(client.fetch(url)).rejects.toMatchObject({
    code: 'target-not-allowed',
    details: { reason: 'redirect' },
  })
  expect(seen).toEqual(['manual'])
})

test('a proof of the caller is neither doubled nor replaced', async () => {
  const world = createBoundWorld()
  const { client } = await world.signIn(world.browser.openTab())
  await expect(client.fetch(url, { headers: { dpop: 'mine' } })).rejects.toMatchObject({
    code: 'target-not-allowed',
    details: { reason: 'own-authorization' },
  })
})

test('an API with `dpop: false` gets the token as Bearer and no proof; the others do', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  const { client } = await world.signIn(world.browser.openTab(), {
    apis: ['https://api.example', { url: 'https://old.example', dpop: false }],
  })
  const requests: Request[] = []
  server.intercept = async (_endpoint, _proceed, request) => {
    requests.push(request)
    return Response.json({})
  }
  await client.fetch('https://old.example/')
  await client.fetch('https://api.example/')
  expect(
    requests.map(({ headers }) => [headers.get('authorization')?.split(' ')[0], headers.has('dpop')]),
  ).toEqual([
    ['Bearer', false],
    ['DPoP', true],
  ])
  expect(bound.proofs).toHaveLength(1)
})

test('a clock that was set wrong after the login costs one request', async () => {
  const world = createBoundWorld()
  const { bound, clock, server } = world
  const { client } = await world.signIn(world.browser.openTab())
  bound.clockAheadMs = 3_600_000
  clock.advance(1000)
  expect((await client.fetch(url)).status).toBe(200)
  expect((await client.fetch(url)).status).toBe(200)
  expect(server.requests.filter((endpoint) => endpoint === 'api')).toHaveLength(3)
})

test('a clock that nobody can be asked about is no loop', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  const { client } = await world.signIn(world.browser.openTab())
  bound.clockAheadMs = 3_600_000
  bound.after = (_endpoint, response) => {
    response.headers.delete('date')
    return response
  }
  const before = server.requests.length
  await client.fetch(url).catch(() => {})
  await settle()
  expect(server.requests.length).toBeLessThanOrEqual(before + 3)
  expect(client.session.get().status).toBe('signed-in')
})

test('no proof and no key is in what a page shows, says and throws', async () => {
  const world = createBoundWorld()
  world.bound.nonces.set('api', 'rs-1')
  const { client } = await world.signIn(world.browser.openTab())
  world.bound.after = (endpoint, response) => {
    if (endpoint === 'api') response.headers.delete('dpop-nonce')
    return response
  }
  const error = await client.fetch(url).catch((error) => error)
  const told = JSON.stringify([client.session.get(), client.events, error, error.message, error.stack])
  for (const { request } of world.bound.proofs) expect(told).not.toContain(request.headers.get('dpop'))
})

test('a clock that is wrong by the last ID Token is set right where no server shows its own', async () => {
  const world = createBoundWorld()
  const { bound, clock, server } = world
  const { client } = await world.signIn(world.browser.openTab())
  server.claims = (claims) => ({ ...claims, iat: Number(claims.iat) - 3600 })
  clock.advance(3600_000)
  await client.accessToken()
  bound.clockAheadMs = -3_600_000
  bound.after = (_endpoint, response) => {
    response.headers.delete('date')
    return response
  }
  const before = server.requests.length
  expect((await client.fetch(url)).status).toBe(200)
  expect((await client.fetch(url)).status).toBe(200)
  expect(server.requests.slice(before)).toEqual(['api', 'api', 'api'])
})
