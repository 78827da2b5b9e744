import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DevServerConfig } from '../vite/define-dev-server.js'
import { CommandError } from './command.js'

/** Looked for in this order where no file is named. */
const names = ['hallpass.config.js', 'hallpass.config.mjs', 'hallpass.config.ts', 'hallpass.config.json']

/** Each option that a file may have: the compiler tells where one is missing here. */
const options: Readonly<Record<keyof DevServerConfig, true>> = {
  port: true,
  host: true,
  path: true,
  origin: true,
  allowedHosts: true,
  users: true,
  clients: true,
  apis: true,
  accessTokenTtlSeconds: true,
  refreshTokenTtlSeconds: true,
  rotateRefreshTokens: true,
  requireDPoP: true,
  requireDPoPNonce: true,
  requirePushedAuthorizationRequests: true,
  scopes: true,
  acrValues: true,
  askForConsent: true,
  withheldScopes: true,
  signingAlgorithm: true,
}

/**
 * The configuration of a folder: the file that is named, or the first of the usual ones, or nothing.
 *
 * Rejects with a `CommandError` for a file that is missing, cannot be loaded, has no configuration in it, or
 * has an option that there is not.
 */
export async function readConfig(folder: string, named: string | undefined): Promise<DevServerConfig> {
  const candidates = (named === undefined ? names : [named]).map((name) => resolve(folder, name))
  const file = candidates.find((candidate) => existsSync(candidate))
  if (file === undefined) {
    if (named === undefined) return {}
    throw new CommandError(`There is no file ${named} in ${folder}.`)
  }
  const config: unknown = await load(file)
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new CommandError(`${file} has no configuration: export default defineDevServer({ … })`)
  }
  const unknown = Object.keys(config).find((name) => !Object.hasOwn(options, name))
  if (unknown !== undefined) {
    throw new CommandError(
      `${file}: there is no option '${unknown}'. Known: ${Object.keys(options).join(', ')}.`,
    )
  }
  return config
}

async function load(file: string): Promise<unknown> {
  try {
    if (extname(file) === '.json') return JSON.parse(await readFile(file, 'utf8'))
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default
  } catch (error) {
    if (isUnknownExtension(error)) {
      const config = await loadWithVite(file)
      if (config !== undefined) return config.value
      throw new CommandError(
        `${file}: Node ${process.versions.node} reads no TypeScript. Use Node 22.18 or later, install ` +
          'vite, or write the file in JavaScript: hallpass.config.js',
      )
    }
    throw new CommandError(
      `${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION'
}

/** Vite reads TypeScript where Node does not. It is an optional peer dependency. */
async function loadWithVite(file: string): Promise<{ readonly value: unknown } | undefined> {
  let vite: typeof import('vite')
  try {
    vite = await import('vite')
  } catch {
    return undefined
  }
  const loaded = await vite.loadConfigFromFile({ command: 'serve', mode: 'development' }, file)
  return { value: loaded?.config }
}
