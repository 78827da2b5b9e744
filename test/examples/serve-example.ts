import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { ordersApi } from '../../examples/orders-api.mjs'
import { freePort } from '../browser/harness/free-port.js'

/** `build` is what is deployed, `dev` what a developer works with. */
export type Mode = 'build' | 'dev'

/** An example that is served, with the API that it calls. */
export interface ServedExample {
  readonly origin: string
  /** The API refuses the next token, as if it had just been revoked. */
  refuseOnce(): void
  stop(): Promise<void>
}

/** How the tools of a framework build and serve an app. */
interface Tools {
  readonly build: readonly string[]
  readonly serve: Readonly<Record<Mode, (port: number) => readonly string[]>>
  /** The port that the example itself says, where it has an authorization server beside it. */
  readonly port?: number
}

const vite: Tools = {
  build: ['vite', 'build', '--logLevel', 'warn'],
  serve: {
    build: (port) => ['vite', 'preview', '--port', `${port}`, '--strictPort'],
    dev: (port) => ['vite', '--port', `${port}`, '--strictPort'],
  },
}

const next: Tools = {
  build: ['next', 'build'],
  serve: {
    build: (port) => ['next', 'start', '--port', `${port}`],
    dev: (port) => ['next', 'dev', '--port', `${port}`],
  },
  port: 3000,
}

const angular: Tools = {
  build: ['ng', 'build'],
  serve: {
    build: (port) => [
      process.execPath,
      join(import.meta.dirname, 'serve-folder.mjs'),
      'dist/app/browser',
      `${port}`,
    ],
    dev: (port) => ['ng', 'serve', '--port', `${port}`],
  },
  port: 4200,
}

const special: Readonly<Record<string, Tools>> = { next, angular }

/** Builds an example where that is asked for, and serves it until `stop()`. */
export async function serveExample(folder: string, mode: Mode): Promise<ServedExample> {
  const { build, serve, port: ownPort } = special[basename(folder)] ?? vite
  const port = ownPort ?? (await freePort())
  const origin = `http://localhost:${port}`
  const hasServerBeside = ownPort !== undefined
  const issuer = `${hasServerBeside ? 'http://localhost:4000' : origin}/oidc`
  const listen = ordersApi({ issuer, audience: `${origin}/api` })
  let refusals = 0
  const api = await startApi((request, response) => {
    if (refusals === 0) return listen(request, response)
    refusals--
    response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
  })
  const metadata = `${issuer}/.well-known/openid-configuration`
  const env = { API_URL: api.url }
  const programs: Running[] = []
  const stopAll = async (): Promise<void> => {
    await Promise.all([...programs.map(stop), api.stop()])
  }
  try {
    if (mode === 'build') await finish(start(folder, build, env))
    if (hasServerBeside) programs.push(start(folder, ['hallpass', 'dev-server'], env))
    const app = start(folder, serve[mode](port), env)
    programs.push(app)
    await Promise.all(programs.map((program) => answering(program === app ? origin : metadata, program)))
  } catch (error) {
    await stopAll()
    throw error
  }
  return {
    origin,
    refuseOnce: () => {
      refusals = 1
    },
    stop: stopAll,
  }
}

interface Running {
  readonly child: ChildProcess
  readonly exited: Promise<unknown>
  readonly output: () => string
}

function start(
  folder: string,
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  // Its own node_modules, or the project's above it.
  const bins = [join(folder, 'node_modules/.bin'), join(import.meta.dirname, '../../node_modules/.bin')]
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env, PATH: `${bins.join(':')}:${process.env.PATH}`, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The tools start programs of their own: all of them have to be stopped.
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk
    })
  return { child, exited: once(child, 'exit'), output: () => output }
}

async function stop({ child, exited }: Running): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid)
  await exited
}

async function finish({ exited, output }: Running): Promise<void> {
  const [code] = (await exited) as [number]
  if (code !== 0) throw new Error(`The build ended with ${code}:\n${output()}`)
}

/** Waits until the server answers. */
async function answering(url: string, { child, output }: Running): Promise<void> {
  while (true) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((again) => setTimeout(again, 50))
  }
}

async function startApi(listen: RequestListener): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(listen).listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
