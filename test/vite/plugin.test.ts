// @vitest-environment node
import { fileURLToPath } from 'node:url'
import { build, createLogger, createServer, type HttpServer, type InlineConfig, preview } from 'vite'
import { afterEach, expect, test } from 'vitest'
import { type DevAuthorizationServerOptions, devAuthorizationServer } from '../../src/vite/index.js'
import { createUserAgent } from './user-agent.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function config(more: InlineConfig = {}): InlineConfig {
  return {
    root: fileURLToPath(new URL('app', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    plugins: [devAuthorizationServer()],
    ...more,
  }
}

async function start(more: InlineConfig = {}) {
  const server = await createServer(config({ server: { port: 0, host: '127.0.0.1' }, ...more }))
  closing.push(() => server.close())
  await server.listen()
  return `http://localhost:${portOf(server.httpServer)}`
}

function portOf(server: Pick<HttpServer, 'address'> | null): number {
  const address = server?.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen on a port')
  return address.port
}

const issuerAt = async (origin: string) => {
  const response = await fetch(`${origin}/oidc/.well-known/openid-configuration`)
  return ((await response.json()) as { issuer: string }).issuer
}

test('serves the application and, beside it, its authorization server', async () => {
  const origin = await start()
  expect(await (await fetch(origin)).text()).toContain('An application')
  const issuer = `${origin}/oidc`
  expect(await issuerAt(origin)).toBe(issuer)
  const tokens = await createUserAgent({ origin, issuer }).signIn()
  expect(tokens.refresh_token).toBeTypeOf('string')
})

test('has an issuer for each name the server is reached by', async () => {
  const origin = (await start()).replace('localhost', '127.0.0.1')
  expect(await issuerAt(origin)).toBe(`${origin}/oidc`)
  expect((await createUserAgent({ origin, issuer: `${origin}/oidc` }).signIn()).access_token).toBeTypeOf(
    'string',
  )
})

test('keeps its place at the root when the application has a base', async () => {
  const origin = await start({ base: '/app/' })
  expect(await issuerAt(origin)).toBe(`${origin}/oidc`)
})

test('answers other origins itself, with headers that they may read', async () => {
  const origin = await start()
  const response = await fetch(`${origin}/oidc/userinfo`, { headers: { origin: 'http://localhost:1' } })
  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:1')
  expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
})

test('is no part of a build', async () => {
  const result = await build(config({ build: { write: false } }))
  const outputs = Array.isArray(result) ? result : [result]
  const code = outputs
    .flatMap((output) => ('output' in output ? output.output : []))
    .map((file) => (file.type === 'chunk' ? file.code : String(file.source)))
    .join('\n')
  expect(code).toContain('It runs')
  expect(code).not.toMatch(/oidc|authorization/i)
})

test('serves a preview of the build as well', async () => {
  const server = await preview(config({ preview: { port: 0, host: '127.0.0.1' } }))
  closing.push(() => server.close())
  const origin = `http://localhost:${portOf(server.httpServer)}`
  expect((await createUserAgent({ origin, issuer: `${origin}/oidc` }).signIn()).access_token).toBeTypeOf(
    'string',
  )
})

test('prints where the dashboard is, beside the URLs of Vite, unless the server is open to others', async () => {
  const printed = async (options?: DevAuthorizationServerOptions): Promise<string> => {
    const lines: string[] = []
    const customLogger = createLogger('silent')
    customLogger.info = (line) => void lines.push(line)
    const server = await createServer(
      config({
        base: '/app/',
        customLogger,
        plugins: [devAuthorizationServer(options)],
        server: { port: 0, host: '127.0.0.1' },
      }),
    )
    closing.push(() => server.close())
    await server.listen()
    server.printUrls()
    return lines.join('\n')
  }
  expect(await printed()).toMatch(/Sign-in: http:\/\/127\.0\.0\.1:\d+\/oidc\/dashboard/)
  expect(await printed({ path: '/login/' })).toMatch(/:\d+\/login\/dashboard/)
  for (const allowedHosts of [['dev.example'], true as const]) {
    expect(await printed({ allowedHosts })).not.toContain('dashboard')
  }
})
