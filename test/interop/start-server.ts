import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { canInstallFromDebian, installFromDebian } from '../../scripts/debian.mjs'
import { freePort } from '../browser/harness/free-port.js'
import type { Facts } from './facts.js'
import type { ServerUnderTest } from './servers.js'

const sources = join(import.meta.dirname, 'servers')
/** Outside of what `npm ci` installs: packages of servers are not packages of this project. */
const cache = join(import.meta.dirname, '../../.cache/interop')
const patienceMs = 180_000

export interface RunningServer {
  readonly facts: Facts
  stop(): Promise<void>
}

export interface StartOptions {
  readonly appOrigin: string
  readonly apiOrigin: string
  readonly accessTokenSeconds: number
}

/**
 * Installs a server if it is not there yet, starts it on ports of its own, and waits until it can be used.
 */
export async function startServer(server: ServerUnderTest, options: StartOptions): Promise<RunningServer> {
  const folder = server.packages === 'npm' ? await installPackages(server.name) : join(sources, server.name)
  if (typeof server.packages === 'object') installDebianPackages(server.packages)

  await mkdir(cache, { recursive: true })
  const log = join(cache, `${server.name}.log`)
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(await freePort()),
      SECOND_PORT: String(await freePort()),
      APP_ORIGIN: options.appOrigin,
      API_ORIGIN: options.apiOrigin,
      ACCESS_TOKEN_SECONDS: String(options.accessTokenSeconds),
    },
  })
  child.stderr.pipe(createWriteStream(log))
  try {
    const facts = await factsOf(child)
    return { facts, stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    const said = (await readFile(log, 'utf8').catch(() => '')).slice(-2000)
    throw new Error(`${server.name} did not start: ${(error as Error).message}\n${said}`)
  }
}

/**
 * The server's files beside the packages it imports, which are installed again when package.json has changed.
 */
async function installPackages(name: string): Promise<string> {
  const folder = join(cache, name)
  await mkdir(folder, { recursive: true })
  await copyFile(join(sources, 'common.mjs'), join(cache, 'common.mjs'))
  const wanted = await readFile(join(sources, name, 'package.json'), 'utf8')
  const mark = join(folder, '.installed')
  const isInstalled = (await readFile(mark, 'utf8').catch(() => undefined)) === wanted
  for (const file of await readdir(join(sources, name))) {
    await copyFile(join(sources, name, file), join(folder, file))
  }
  if (!isInstalled) {
    console.log(`Installing ${name}; this may take some minutes …`)
    await rm(mark, { force: true })
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    execFileSync('npm', ['install', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    await writeFile(mark, wanted)
  }
  return folder
}

function installDebianPackages(packages: NonNullable<Exclude<ServerUnderTest['packages'], 'npm'>>): void {
  if (isInstalled(packages.names)) return
  if (canInstallFromDebian()) {
    console.log(`Installing ${packages.names.join(' ')} …`)
    // Asked at a terminal otherwise.
    if (packages.selections) execFileSync('debconf-set-selections', { input: packages.selections })
    installFromDebian(packages.names)
  }
  if (!isInstalled(packages.names)) {
    throw new Error(`it is a package of Debian: sudo apt-get install ${packages.names.join(' ')}`)
  }
}

function isInstalled(names: readonly string[]): boolean {
  try {
    const states = execFileSync('dpkg-query', ['-W', `-f=\${db:Status-Status}\n`, ...names], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return states
      .trim()
      .split('\n')
      .every((state) => state === 'installed')
  } catch {
    return false
  }
}

async function factsOf(child: ChildProcess): Promise<Facts> {
  const { stdout } = child
  if (!stdout) throw new Error('it has no output')
  const deadline = AbortSignal.timeout(patienceMs)
  const gone = once(child, 'exit', { signal: deadline }).then(([code]) => {
    throw new Error(`it ended with ${code}`)
  })
  const said = (async () => {
    for await (const line of createInterface(stdout)) {
      if (line.startsWith('{"ready":true')) return JSON.parse(line) as Facts
    }
    throw new Error('it ended without a word')
  })()
  const facts = await Promise.race([said, gone])
  gone.catch(() => {})
  // What it says later has to go somewhere.
  stdout.resume()
  return facts
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(timer)
}
