// @vitest-environment node
import { request as httpRequest } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build, createLogger, createServer, type HttpServer, type InlineConfig, type Plugin } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'
import { githubProvider, googleProvider } from '../../src/providers/index.js'
import type { ServerProvider } from '../../src/server/index.js'
import { devProviders, serverPart, simulateProviders } from '../../src/vite/index.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const close of closing.splice(0)) await close()
})

const providers: Readonly<Record<string, ServerProvider>> = {
  github: {
    provider: githubProvider,
    clientId: 'the real id',
    clientSecret: (env) => env.TEST_GITHUB_SECRET,
  },
  google: {
    provider: googleProvider,
    clientId: (env) => env.TEST_GOOGLE_ID,
    clientSecret: (env) => env.TEST_GOOGLE_SECRET,
  },
}

function config(plugins: readonly Plugin[], lines: string[] = []): InlineConfig {
  const customLogger = createLogger('silent')
  customLogger.info = (line) => void lines.push(line)
  customLogger.error = (line) => void lines.push(line)
  const root = fileURLToPath(new URL('app', import.meta.url))
  return { root, configFile: false, customLogger, plugins: [...plugins] }
}

async function start(plugins: readonly Plugin[], lines?: string[]): Promise<string> {
  const server = await createServer({
    ...config(plugins, lines),
    // Every host, as far as Vite is concerned: what is refused is refused by the plugins.
    server: { port: 0, host: '127.0.0.1', allowedHosts: true },
  })
  closing.push(() => server.close())
  await server.listen()
  return `http://localhost:${portOf(server.httpServer)}`
}

function portOf(server: Pick<HttpServer, 'address'> | null): number {
  const address = server?.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen on a port')
  return address.port
}

interface Visited {
  readonly status: number
  readonly location: string
  readonly cookies: string
  readonly text: string
}

/** A page view as a browser asks for it: Node's `fetch` writes `Sec-Fetch-Mode` itself. */
function visit(url: string, { host, cookie }: { host?: string; cookie?: string } = {}): Promise<Visited> {
  const headers = {
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    ...(host && { host }),
    ...(cookie && { cookie }),
  }
  return new Promise((resolve, reject) => {
    const { port, pathname, search } = new URL(url)
    httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: pathname + search,
        headers: { host: `localhost:${port}`, ...headers },
      },
      (response) => {
        let text = ''
        response.on('data', (part) => {
          text += part
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location ?? '',
            cookies: (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '),
            text,
          }),
        )
      },
    )
      .on('error', reject)
      .end()
  })
}

function leave(origin: string, provider: string): Promise<Visited> {
  return visit(`${origin}/oauth/${provider}/login`)
}

test('a sign-in with a simulated provider goes through the server part and ends with the person', async () => {
  const lines: string[] = []
  const origin = await start([serverPart({ providers }), devProviders({ github: {}, google: {} })], lines)
  const leaving = await leave(origin, 'github')
  expect(leaving.location).toContain(`${origin}/simulators/github.com/login/oauth/authorize?`)
  expect((await visit(leaving.location)).text).toContain('This is a simulation')
  const click = await fetch(leaving.location, {
    method: 'POST',
    body: new URLSearchParams({ person: 'ada' }),
    redirect: 'manual',
  })
  const back = await visit(click.headers.get('location') ?? '', { cookie: leaving.cookies })
  expect(back.location).not.toContain('error')
  const session = await fetch(`${origin}/oauth/github/session`, {
    method: 'POST',
    headers: { origin, hallpass: '1', 'content-type': 'application/json', cookie: back.cookies },
    body: '{}',
  })
  expect(await session.text()).toContain('Ada Lovelace')
  // Nobody is told that a secret is missing where none is needed.
  expect(lines.join('\n')).toContain('simulated, for want of real credentials: github, google')
  expect(lines.join('\n')).not.toContain('clientSecret')
})

test('with real credentials in the environment it is the real provider, until simulated is true', async () => {
  vi.stubEnv('TEST_GITHUB_SECRET', 'a real secret')
  const origin = await start([serverPart({ providers }), devProviders({ github: {}, google: {} })])
  expect((await leave(origin, 'github')).location).toMatch(/^https:\/\/github\.com\/.*the(%20|\+)real/)
  expect((await leave(origin, 'google')).location).toContain(`${origin}/simulators/`)
  const always = await start([serverPart({ providers }), devProviders({ github: { simulated: true } })])
  expect((await leave(always, 'github')).location).toContain(`${always}/simulators/`)
})

test('a page learns who is simulated, and the client ids that are real', async () => {
  vi.stubEnv('GITLAB_CLIENT_ID', 'gitlab-1')
  const origin = await start([devProviders({ spotify: {}, gitlab: {}, discord: { simulated: false } })])
  expect(await (await fetch(`${origin}/simulators/providers.json`)).json()).toEqual({
    simulated: ['spotify'],
    clientIds: { spotify: 'simulated', gitlab: 'gitlab-1' },
  })
})

test('without a secret and without a simulation the page says what is missing, and how to simulate it', async () => {
  const lines: string[] = []
  const origin = await start([serverPart({ providers }), devProviders({ google: {} })], lines)
  const page = await leave(origin, 'github')
  expect(page.status).toBe(503)
  const { text } = page
  expect(text).toContain('providers.github.clientSecret: the environment has nothing there')
  expect(text).toContain('devProviders({ github: {} })')
  await vi.waitFor(() => expect(lines.join('\n')).toContain('providers.github.clientSecret'))
  expect((await leave(origin, 'google')).status).toBe(303)
})

test('a simulation answers this machine alone', async () => {
  const origin = await start([devProviders({ github: {} })])
  const page = `${origin}/simulators/github.com/login/oauth/authorize?response_type=code`
  expect((await visit(page, { host: 'evil.example' })).status).toBe(403)
  expect((await visit(page)).status).toBe(400)
})

test('is no part of a build', async () => {
  const plugins = [serverPart({ providers }), devProviders({ github: {} })]
  const result = await build({ ...config(plugins), build: { write: false } })
  const outputs = Array.isArray(result) ? result : [result]
  const code = outputs
    .flatMap((output) => ('output' in output ? output.output : []))
    .map((file) => (file.type === 'chunk' ? file.code : String(file.source)))
    .join('\n')
  expect(code).toContain('It runs')
  expect(code).not.toMatch(/simulat|github/i)
})

test('simulateProviders reaches its providers at their real URLs, and nobody else', async () => {
  const { fetch: send, simulators } = simulateProviders(['github'])
  expect([...simulators.keys()]).toEqual(['github'])
  const response = await send('https://github.com/login/oauth/access_token', { method: 'POST' })
  expect(response.status).toBe(200)
  await expect(send('https://accounts.google.com/')).rejects.toThrow('nobody answers')
})
