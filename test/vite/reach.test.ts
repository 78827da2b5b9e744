// @vitest-environment node
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createLogger, createServer, type InlineConfig, preview } from 'vite'
import { afterEach, expect, test } from 'vitest'
import { createDevAuthorizationServer, devAuthorizationServer } from '../../src/vite/index.js'
import type { DevAuthorizationServerOptions } from '../../src/vite/options.js'
import { serve } from './served.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const metadata = '/oidc/.well-known/openid-configuration'

interface Answer {
  readonly status: number | undefined
  readonly text: string
}

/** A request whose `Host` says something else than where it goes. */
function ask(port: number, host: string, address = '127.0.0.1', path = metadata): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: address, port, path, headers: { host } }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject).end()
  })
}

async function statusFor(host: string, options: DevAuthorizationServerOptions = {}): Promise<Answer> {
  await using served = await serve(options)
  return await ask(Number(new URL(served.origin).port), host)
}

test.each(['localhost', 'localhost:5173', 'idp.localhost', '127.0.0.1:80', '[::1]:5173', 'LOCALHOST'])(
  'a request for %s is one of this machine',
  async (host) => {
    expect((await statusFor(host)).status).toBe(200)
  },
)

test.each([
  'evil.example',
  'evil.example:5173',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
  '192.168.1.7:5173',
  '10.0.0.1',
  '0.0.0.0',
  '[fe80::1]',
  'localhost.',
])('a request for %s, a name that was made to point here, is refused on every route', async (host) => {
  await using served = await serve()
  const port = Number(new URL(served.origin).port)
  for (const path of [metadata, '/oidc/authorize?client_id=spa', '/oidc/token', '/oidc/jwks']) {
    const { status, text } = await ask(port, host, '127.0.0.1', path)
    expect(status).toBe(403)
    expect(text).toContain('allowedHosts')
  }
})

test('what is not below its path is none of its business, whatever host it is for', async () => {
  const authorization = createDevAuthorizationServer()
  let passed = 0
  const request = { url: '/', headers: { host: 'evil.example' }, socket: {} } as unknown as IncomingMessage
  authorization.handle(request, {} as ServerResponse, () => {
    passed++
  })
  expect(passed).toBe(1)
})

test.each<[readonly string[] | true, string, number]>([
  [['dev.example'], 'dev.example:5173', 200],
  [['dev.example'], 'a.dev.example', 403],
  [['.example'], 'a.dev.example', 200],
  [['.example'], 'evilexample', 403],
  [[], 'dev.example', 403],
  [true, 'anything.example', 200],
])('with allowedHosts %j a request for %s is answered with %d', async (allowedHosts, host, status) => {
  expect((await statusFor(host, { allowedHosts })).status).toBe(status)
})

/** The handler, with a connection that comes from there. */
async function statusFrom(
  remoteAddress: string,
  options: DevAuthorizationServerOptions = {},
): Promise<number> {
  await using served = await serve(options, (handle) => (request, response) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: remoteAddress })
    handle(request, response)
  })
  return (await ask(Number(new URL(served.origin).port), 'localhost')).status ?? 0
}

test('another machine that asks for localhost is refused, unless localhost is listed', async () => {
  expect(await statusFrom('192.168.1.9')).toBe(403)
  expect(await statusFrom('::ffff:172.17.0.1')).toBe(403)
  expect(await statusFrom('::ffff:127.0.0.1')).toBe(200)
  expect(await statusFrom('::1')).toBe(200)
  expect(await statusFrom('172.17.0.1', { allowedHosts: ['localhost'] })).toBe(200)
})

test('an origin on another host is refused at once, unless it is listed', () => {
  expect(() => createDevAuthorizationServer({ origin: 'https://dev.example' })).toThrow(
    /allowedHosts: \['dev\.example'\]/,
  )
  createDevAuthorizationServer({ origin: 'https://dev.example', allowedHosts: ['dev.example'] })
  createDevAuthorizationServer({ origin: 'http://localhost:5173' })
})

function logged(): { readonly config: InlineConfig; readonly lines: string[] } {
  const lines: string[] = []
  const logger = createLogger('silent')
  logger.warn = (message) => void lines.push(message)
  const root = fileURLToPath(new URL('app', import.meta.url))
  return { config: { root, configFile: false, customLogger: logger }, lines }
}

/** `vite`, or `vite preview`, on this address: what the terminal says. */
async function terminal(
  kind: 'serve' | 'preview',
  host: string,
  options: DevAuthorizationServerOptions = {},
): Promise<{ readonly lines: string[]; readonly port: number }> {
  const { config, lines } = logged()
  const plugins = [devAuthorizationServer(options)]
  const at = { port: 0, host, allowedHosts: true as const }
  if (kind === 'preview') {
    const server = await preview({ ...config, plugins, preview: at })
    closing.push(() => server.close())
    return { lines, port: portOf(server.httpServer?.address()) }
  }
  const server = await createServer({ ...config, plugins, server: at })
  closing.push(() => server.close())
  await server.listen()
  return { lines, port: portOf(server.httpServer?.address()) }
}

function portOf(address: unknown): number {
  return (address as { port: number }).port
}

test('vite on this machine alone says nothing', async () => {
  expect((await terminal('serve', '127.0.0.1')).lines).toEqual([])
})

test('vite --host says at the terminal that anybody is anybody, and who is answered', async () => {
  const closed = await terminal('serve', '0.0.0.0')
  expect(closed.lines.join('\n')).toMatch(/anybody sign in as anybody.*answers this machine and nobody else/s)
  const listed = await terminal('serve', '0.0.0.0', { allowedHosts: ['dev.example'] })
  expect(listed.lines.join('\n')).toContain('this machine, dev.example')
  expect((await terminal('serve', '0.0.0.0', { allowedHosts: true })).lines.join('\n')).toContain('ANYBODY')
})

test('vite preview says at the terminal that it is not for production, on this machine as well', async () => {
  const { lines } = await terminal('preview', '127.0.0.1')
  expect(lines.join('\n')).toMatch(/preview.*anybody signs in as anybody.*not for production/s)
})

test('vite --host refuses the sign-in at an address that others use, and says it once', async () => {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)
  const { port, lines } = await terminal('serve', '0.0.0.0')
  const address = outer?.address ?? '127.0.0.1'
  for (let turn = 0; turn < 2; turn++) {
    expect((await ask(port, '192.168.1.7', address)).status).toBe(403)
    // Over the network, and not over the loopback, where there is one.
    if (outer) expect((await ask(port, 'localhost', address)).status).toBe(403)
  }
  expect(lines.filter((line) => line.includes('192.168.1.7'))).toHaveLength(1)
})
