// @vitest-environment node

import { expect, test } from 'vitest'
import { api, refusal, signedIn } from './answering-api.js'

const bytes = new TextEncoder().encode('bytes')

function form(): FormData {
  const data = new FormData()
  data.append('name', 'value')
  data.append('file', new Blob(['contents'], { type: 'text/plain' }), 'a.txt')
  return data
}

function stream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
}

test.each<[string, () => BodyInit, string]>([
  ['a string', () => 'text', 'text'],
  ['nothing', () => '', ''],
  ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
  ['a Blob', () => new Blob(['blob']), 'blob'],
  ['FormData', form, 'contents'],
  ['an ArrayBuffer', () => bytes.buffer.slice(0), 'bytes'],
  ['a typed array', () => bytes, 'bytes'],
])('%s is sent again after a 401, whole and with its type', async (_what, body, text) => {
  for (const method of ['POST', 'DELETE', 'PATCH']) {
    for (const asRequest of [false, true]) {
      const { client, received, answers } = await signedIn()
      answers(refusal(401), new Response('fine'))
      const init = { method, body: body() }
      const response = await (asRequest ? client.fetch(new Request(api, init)) : client.fetch(api, init))
      expect(response.status).toBe(200)
      expect(received).toHaveLength(2)
      const [first, second] = received
      expect(first?.body).toContain(text)
      expect({ ...second, token: '' }).toEqual({ ...first, token: '' })
      expect(second?.token).not.toBe(first?.token)
    }
  }
})

test('a body that the caller changes meanwhile is sent again as it was', async () => {
  const { client, received, answers } = await signedIn()
  const body = new Uint8Array(bytes)
  answers(() => {
    body.fill(0)
    return refusal(401)
  }, new Response('fine'))
  await client.fetch(api, { method: 'PUT', body })
  expect(received.map(({ body }) => body)).toEqual(['bytes', 'bytes'])
})

test('a body is sent as often as there are reasons to', async () => {
  const { client, received, answers, world } = await signedIn()
  answers(
    refusal(401),
    async ({ token }) => {
      // Long enough after a renewal for a refusal, another one may help.
      world.clock.advance(61_000)
      await client.accessToken({ rejected: token })
      return refusal(403, 'Bearer error="insufficient_scope"')
    },
    new Response('fine'),
  )
  expect((await client.fetch(api, { method: 'POST', body: 'x' })).status).toBe(200)
  expect(received.map(({ body }) => body)).toEqual(['x', 'x', 'x'])
  expect(new Set(received.map(({ token }) => token)).size).toBe(3)
})

test('a stream is sent once, and the error says what to do; the next call has a new token', async () => {
  const { client, received, answers, forms } = await signedIn()
  answers(refusal(401), new Response('fine'))
  const init = { method: 'POST', body: stream(), duplex: 'half' } as RequestInit
  await expect(client.fetch(`${api}/x?y`, init)).rejects.toMatchObject({
    code: 'body-not-replayable',
    details: { url: `${api}/x`, status: 401 },
  })
  expect(received).toHaveLength(1)
  expect((await client.fetch(api, { ...init, body: stream() })).status).toBe(200)
  expect(received[1]?.token).not.toBe(received[0]?.token)
  expect(forms).toHaveLength(2)
})

test('a Request whose body was read is refused as fetch does it, before a token is asked for', async () => {
  const { client, received } = await signedIn()
  const request = new Request(api, { method: 'POST', body: 'x' })
  await request.text()
  await expect(client.fetch(request)).rejects.toThrow(TypeError)
  expect(received).toEqual([])
})

test("the caller's Request is left without a token", async () => {
  const { client, received } = await signedIn()
  const request = new Request(api)
  await client.fetch(request)
  expect(received[0]?.token).not.toBe('')
  expect(request.headers.has('authorization')).toBe(false)
})

test.each(['GET', 'POST', 'DELETE'])('%s is not repeated after a network error', async (method) => {
  const { client, received, answers, forms } = await signedIn()
  answers(() => Promise.reject(new TypeError('Failed to fetch')), new Response('fine'))
  await expect(client.fetch(api, { method })).rejects.toThrow('Failed to fetch')
  expect([received.length, forms.length]).toEqual([1, 1])
})

test('the second answer is what counts, whatever it is', async () => {
  const { client, answers } = await signedIn()
  answers(refusal(401), () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(client.fetch(api, { method: 'POST', body: 'x' })).rejects.toThrow('Failed to fetch')
})

test('what was asked of fetch reaches fetch: method, headers, signal and all', async () => {
  const { client, world } = await signedIn()
  const { intercept } = world.server
  let sent: Request | undefined
  world.server.intercept = (endpoint, proceed, request) => {
    if (endpoint === 'api') sent = request
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  const abort = new AbortController()
  await client.fetch(new URL(`${api}/x?y=1`), {
    method: 'PUT',
    headers: { 'x-mine': 'yes', 'content-type': 'text/x-mine' },
    body: 'x',
    cache: 'no-store',
    credentials: 'include',
    keepalive: true,
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: abort.signal,
  })
  expect(sent).toMatchObject({
    url: `${api}/x?y=1`,
    method: 'PUT',
    cache: 'no-store',
    credentials: 'include',
    keepalive: true,
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  })
  expect(Object.fromEntries(sent?.headers ?? [])).toMatchObject({
    'x-mine': 'yes',
    'content-type': 'text/x-mine',
  })
  abort.abort()
  expect(sent?.signal.aborted).toBe(true)
})

test('no cookie is added, whatever the API', async () => {
  const { client, world } = await signedIn()
  const { intercept } = world.server
  const seen: RequestCredentials[] = []
  world.server.intercept = (endpoint, proceed, request) => {
    if (endpoint === 'api') seen.push(request.credentials)
    return intercept?.(endpoint, proceed, request) ?? proceed()
  }
  await client.fetch(api)
  await client.fetch(api, { credentials: 'omit' })
  expect(seen).toEqual(['same-origin', 'omit'])
})
