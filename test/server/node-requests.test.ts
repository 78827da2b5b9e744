// @vitest-environment node

import { once } from 'node:events'
import { Agent, createServer as createHttp, request as sendHttp } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2, createSecureServer } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect as connectTcp, type Server } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { createServer as createViteServer } from 'vite'
import { afterEach, describe, expect, test } from 'vitest'
import { toNodeHandler } from '../../src/server/node.js'
import { serverPart } from '../../src/vite/server-part.js'
import { selfSigned } from '../browser/harness/certificate.js'
import { acme, cookieKey, secret, setup } from './setup.js'

const certificate = selfSigned('app.test', 'localhost')
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** What happened to a request that was none of the server part's. */
interface Passed {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly error: unknown
}

/**
 * The app behind the server part answers 299 to what is passed on to it, and 599 where it is passed an error.
 */
const passedOn = 299

type Listener = (request: never, response: never) => void
const servers = {
  http: (listener: Listener) => createHttp(listener as never),
  https: (listener: Listener) => createHttps(certificate, listener as never),
  'http2 over TLS, with HTTP/1.1': (listener: Listener) =>
    createSecureServer({ ...certificate, allowHTTP1: true }, listener as never),
  'http2 over TCP': (listener: Listener) => createHttp2(listener as never),
} as const

async function serve(kind: keyof typeof servers, more: Parameters<typeof setup>[0] = {}) {
  const world = setup(more)
  const handle = toNodeHandler(world.server)
  const passed: Passed[] = []
  const thrown: unknown[] = []
  const server: Server = servers[kind]((request: never, response: never) => {
    const { method, url } = request as { method: string; url: string }
    try {
      handle(request, response, (error) => {
        passed.push({ method, url, error })
        const answer = response as { statusCode: number; end(): void }
        answer.statusCode = error ? 599 : passedOn
        answer.end()
      })
    } catch (error) {
      thrown.push(error)
      throw error
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  closing.push(() => new Promise((done) => server.close(done)))
  return { ...world, port, passed, thrown }
}

/** The status of the answer to these octets. */
async function speak(port: number, isTls: boolean, text: string): Promise<number> {
  const socket = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connectTcp(port, '127.0.0.1')
  await once(socket, isTls ? 'secureConnect' : 'connect')
  socket.write(Buffer.from(text, 'latin1'))
  let answer = ''
  for await (const chunk of socket) {
    answer += chunk
    if (answer.includes('\r\n\r\n')) break
  }
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}

async function speakHttp2(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const session = connectHttp2(url, { rejectUnauthorized: false })
  try {
    const stream = session.request(headers)
    stream.end()
    const [answered] = await once(stream, 'response')
    let text = ''
    for await (const chunk of stream) text += chunk
    return { status: answered[':status'], text, headers: answered }
  } finally {
    session.destroy()
  }
}

const overHttp1 = [
  ['http', false],
  ['https', true],
  ['http2 over TLS, with HTTP/1.1', true],
] as const

/** Request lines and `Host` headers, for a path. */
const oddities: readonly [string, (path: string) => string][] = [
  ['TRACE', (path) => `TRACE ${path} HTTP/1.1\r\nHost: app.test`],
  ['a method that Fetch does not know', (path) => `PROPFIND ${path} HTTP/1.1\r\nHost: app.test`],
  ['Host: u@h', (path) => `GET ${path} HTTP/1.1\r\nHost: u@h`],
  ['Host: u:p@app.test', (path) => `GET ${path} HTTP/1.1\r\nHost: u:p@app.test`],
  ['a Host with a space in it', (path) => `GET ${path} HTTP/1.1\r\nHost: app test`],
  ['a Host with a path in it', (path) => `GET ${path} HTTP/1.1\r\nHost: app.test/oauth/acme/session?`],
  ['a Host with a fragment in it', (path) => `GET ${path} HTTP/1.1\r\nHost: app.test#`],
  ['an empty Host', (path) => `GET ${path} HTTP/1.1\r\nHost:`],
  ['a Host that is no port', (path) => `GET ${path} HTTP/1.1\r\nHost: app.test:99999`],
  ['a Host of octets beyond ASCII', (path) => `GET ${path} HTTP/1.1\r\nHost: \u00e4\u00ff\u00a0`],
  ['headers of octets beyond ASCII', (path) => `GET ${path} HTTP/1.1\r\nHost: app.test\r\nX: \u00ff\u00a0`],
  ['two slashes', (path) => `GET /${path} HTTP/1.1\r\nHost: app.test`],
]

describe.each(overHttp1)('on %s, for a request over HTTP/1.1', (kind, isTls) => {
  test.each(oddities)('%s: what is not below its path goes on, untouched', async (_what, write) => {
    const { port, passed, thrown } = await serve(kind)
    for (const path of ['/', '/oauthx/acme/session', '/app?x=/oauth/acme/session']) {
      const text = write(path)
      expect(await speak(port, isTls, `${text}\r\n\r\n`), path).toBe(passedOn)
      expect(passed.at(-1), path).toEqual({
        method: text.split(' ')[0],
        url: text.split(' ')[1],
        error: undefined,
      })
    }
    expect(thrown).toEqual([])
  })

  test.each(oddities.slice(0, -1))(
    '%s: what is below its path is answered, and never by an error',
    async (_what, write) => {
      const { port, passed, thrown } = await serve(kind)
      for (const path of ['/oauth', '/oauth/acme/session', '/oauth/acme/api/x', '/x/../oauth/acme/login']) {
        const status = await speak(port, isTls, `${write(path)}\r\n\r\n`)
        expect(status, path).toBeGreaterThan(302)
        expect(status, path).toBeLessThan(500)
      }
      expect(passed).toEqual([])
      expect(thrown).toEqual([])
    },
  )

  test.each([
    'http://evil.test/oauth/acme/login',
    'http://app.test/',
    '*',
    'app.test:443',
    '//evil.test/oauth/acme/login',
  ])('the request target %s is no path of this server, and goes on', async (target) => {
    const { port, passed, thrown } = await serve(kind)
    const method = target === '*' ? 'OPTIONS' : 'GET'
    const status = await speak(port, isTls, `${method} ${target} HTTP/1.1\r\nHost: app.test\r\n\r\n`)
    // What is no request target of HTTP does not come as far.
    expect(target === 'app.test:443' ? 400 : passedOn).toBe(status)
    expect(passed.every(({ url, error }) => url === target && !error)).toBe(true)
    expect(thrown).toEqual([])
  })

  test.each(['app.test', 'app.test:443', 'APP.test', 'app.test:0443'])(
    'Host: %s is the host of the configured origin, on whichever port a proxy ends TLS',
    async (host) => {
      const { port } = await serve(kind, { server: { origins: ['https://www.test', 'https://app.test'] } })
      const text = `GET /oauth/acme/login HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: same-origin\r\n\r\n`
      expect(await speak(port, isTls, text)).toBe(303)
    },
  )

  test('a host that is in no origin is refused', async () => {
    const { port } = await serve(kind, { server: { origins: ['https://www.test', 'https://app.test'] } })
    for (const host of ['evil.test', 'app.test:8443', 'app.test.evil.test']) {
      expect(await speak(port, isTls, `GET /oauth/acme/login HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe(421)
    }
  })

  test('a cookie whose name begins with U+00A0 is nobody’s session', async () => {
    const { port, newPerson, signIn, audited } = await serve(kind)
    const mallory = newPerson()
    await signIn(mallory)
    const [current, session] = [...mallory.cookies].map(([name, value]) => `${name}=${value}`)
    const ask = (prefix: string) =>
      speak(
        port,
        isTls,
        'POST /oauth/acme/logout HTTP/1.1\r\nHost: app.test\r\nOrigin: https://app.test\r\nHallpass: ' +
          `1\r\nContent-Length: 0\r\nCookie: ${current}; ${prefix}${session}\r\n\r\n`,
      )
    expect(await ask('\u00a0')).toBe(200)
    expect(audited.map(({ type }) => type)).not.toContain('signed-out')
    expect(await ask('')).toBe(200)
    expect(audited.map(({ type }) => type)).toContain('signed-out')
  })
})

describe.each([
  ['http2 over TLS, with HTTP/1.1', 'https'],
  ['http2 over TCP', 'http'],
] as const)('on %s, for a request over HTTP/2', (kind, scheme) => {
  const serving = async (more?: Parameters<typeof setup>[0]) => {
    const served = await serve(kind, more)
    return {
      ...served,
      send: (headers: Record<string, string>) => speakHttp2(`${scheme}://127.0.0.1:${served.port}`, headers),
    }
  }
  const odd: readonly [string, Record<string, string>][] = [
    ['as it is', {}],
    ['TRACE', { ':method': 'TRACE' }],
    ['a method of its own', { ':method': 'BREW' }],
    [':authority with a name in it', { ':authority': 'u@h' }],
    ['a Host besides', { host: 'evil.test' }],
  ]

  test.each(odd)('%s: what is not below its path goes on, untouched', async (_what, more) => {
    const { send, passed, thrown } = await serving()
    for (const path of ['/', '/app?x=1', '//oauth/acme/session']) {
      expect((await send({ ':path': path, ':authority': 'app.test', ...more })).status, path).toBe(passedOn)
      expect(passed.at(-1)).toEqual({ method: more[':method'] ?? 'GET', url: path, error: undefined })
    }
    expect((await send({ ':method': 'OPTIONS', ':path': '*', ':authority': 'app.test' })).status).toBe(
      passedOn,
    )
    expect(thrown).toEqual([])
  })

  test.each(odd)('%s: what is below its path is answered, and never by an error', async (_what, more) => {
    const { send, passed, thrown } = await serving()
    for (const path of ['/oauth', '/oauth/acme/session', '/oauth/acme/nothing']) {
      const { status } = await send({ ':path': path, ':authority': 'app.test', ...more })
      expect(status, path).toBeGreaterThan(399)
      expect(status, path).toBeLessThan(500)
    }
    expect(passed).toEqual([])
    expect(thrown).toEqual([])
  })

  test.each(['app.test', 'app.test:443'])('%s of `:authority` is the host', async (authority) => {
    const { send, simulator } = await serving({
      server: { origins: ['https://www.test', 'https://app.test'] },
    })
    const site = {
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    const leaving = await send({
      ':path': '/oauth/acme/login?returnTo=/inbox',
      ':authority': authority,
      ...site,
    })
    expect(leaving.status).toBe(303)
    const cookie = String((leaving.headers['set-cookie'] as string[])[0]).split(';')[0] ?? ''
    const { pathname, search } = simulator.authorize(String(leaving.headers.location))
    const back = await send({ ':path': pathname + search, ':authority': authority, cookie })
    expect(back.headers.location).toBe('https://app.test/inbox')
    expect((await send({ ':path': '/oauth/acme/login', ':authority': 'evil.test' })).status).toBe(421)
  })
})

test('an app’s own handler that knows no path gets every path, and is not given what is none', async () => {
  const seen: string[] = []
  const server = createHttp(
    toNodeHandler(async (request) => {
      seen.push(new URL(request.url).pathname)
      return undefined
    }),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => new Promise((done) => server.close(done)))
  const { port } = server.address() as AddressInfo
  expect(await speak(port, false, 'GET /a HTTP/1.1\r\nHost: app.test\r\n\r\n')).toBe(404)
  expect(await speak(port, false, 'TRACE /a HTTP/1.1\r\nHost: app.test\r\n\r\n')).toBe(400)
  expect(await speak(port, false, 'OPTIONS * HTTP/1.1\r\nHost: app.test\r\n\r\n')).toBe(404)
  expect(seen).toEqual(['/a'])
})

test('an answer that nobody waits for any more is given up', async () => {
  const pulled: number[] = []
  let cancelled = false
  const body = new ReadableStream(
    {
      pull(controller) {
        pulled.push(1)
        controller.enqueue(new Uint8Array(1 << 16))
      },
      cancel() {
        cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  const server = createHttp(toNodeHandler(async () => new Response(body))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => new Promise((done) => server.close(done)))
  const { port } = server.address() as AddressInfo
  expect(await speak(port, false, 'GET /a HTTP/1.1\r\nHost: app.test\r\n\r\n')).toBe(200)
  await expect.poll(() => cancelled).toBe(true)
})

describe("Vite's plugin with https, which is HTTP/2", () => {
  async function serving(more: object = {}) {
    const world = setup()
    const server = await createViteServer({
      root: join(import.meta.dirname, '../vite/app'),
      configFile: false,
      logLevel: 'silent',
      plugins: [
        serverPart({
          cookieKey,
          fetch: world.simulator.fetch,
          providers: { acme: { provider: acme, clientId: 'client-1', clientSecret: secret } },
          ...more,
        }),
        {
          name: 'the app',
          configureServer: ({ middlewares }) =>
            void middlewares.use((_request, response) => {
              response.statusCode = passedOn
              response.end()
            }),
        },
      ],
      server: { port: 0, host: '127.0.0.1', ws: false, https: certificate },
    })
    await server.listen()
    closing.push(() => server.close())
    const address = server.httpServer?.address()
    const { port } = address as AddressInfo
    const authority = `localhost:${port}`
    const send = (headers: Record<string, string>) =>
      speakHttp2(`https://127.0.0.1:${port}`, { ':authority': authority, ...headers })
    return { ...world, port, authority, send }
  }

  test('signs in', async () => {
    const { send, simulator, authority } = await serving()
    const leaving = await send({ ':path': '/oauth/acme/login?returnTo=/inbox' })
    expect(leaving.status).toBe(303)
    const cookie = String((leaving.headers['set-cookie'] as string[])[0]).split(';')[0] ?? ''
    const { origin, pathname, search } = simulator.authorize(String(leaving.headers.location))
    expect(origin).toBe(`https://${authority}`)
    const back = await send({ ':path': pathname + search, cookie })
    expect(back.headers.location).toBe(`https://${authority}/inbox`)
  })

  test('leaves everything else to the app, whatever it is', async () => {
    const { send, port } = await serving()
    for (const headers of [{}, { ':method': 'TRACE' }, { ':authority': 'app.test:443' }]) {
      expect((await send({ ':path': '/', ...headers })).status).toBe(passedOn)
    }
    expect(await speak(port, true, 'TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe(passedOn)
    const below = await send({ ':method': 'TRACE', ':path': '/oauth/acme/session' })
    expect(below.status).toBe(400)
  })
})

describe('a body that is not read to its end', () => {
  const long = 'x'.repeat(1 << 20)

  async function post(
    action: string,
    { port, agent }: { readonly port: number; readonly agent: Agent },
    body: string = '',
    headers: Record<string, string | number> = {},
  ) {
    const sent = sendHttp({
      agent,
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: `/oauth/acme/${action}`,
      headers: {
        host: 'app.test',
        origin: 'https://app.test',
        'sec-fetch-site': 'same-origin',
        hallpass: '1',
        ...headers,
      },
    })
    sent.end(body)
    const [answer] = await once(sent, 'response')
    answer.resume()
    await once(answer, 'end')
    return [answer.statusCode, sent.reusedSocket]
  }

  test.each([
    ['that says how long it is', 'token', 413, { 'content-length': long.length }],
    ['that does not say it', 'token', 413, { 'transfer-encoding': 'chunked' }],
    ['of another page', 'token', 403, { 'content-length': long.length, origin: 'https://evil.test' }],
    ['of a request that needs none', 'session', 200, { 'content-length': long.length }],
  ])('%s: the next request on the connection is answered', async (_, action, status, headers) => {
    const { server } = setup()
    const handle = toNodeHandler(server)
    const listening = createHttp((request, response) =>
      handle(request, response, () => response.writeHead(404).end()),
    ).listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    closing.push(async () => {
      agent.destroy()
      listening.closeAllConnections()
      await new Promise((done) => listening.close(done))
    })
    const to = { agent, port: (listening.address() as AddressInfo).port }
    expect(await post(action, to, long, headers)).toEqual([status, false])
    expect(await post('session', to)).toEqual([200, true])
  })
})
