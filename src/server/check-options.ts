import { checkNumber } from '../check-number.js'
import { invalidOption } from '../invalid-option.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { checkProvider, type ResolvedProvider } from './check-provider.js'
import { checkCookieKey } from './cookie-key.js'
import type { ServerOptions } from './options.js'
import { refuseUnknown } from './refuse-unknown.js'

export interface ResolvedServer {
  readonly origins: readonly string[]
  readonly serverOrigin: string | undefined
  readonly basePath: string
  readonly providers: ReadonlyMap<string, ResolvedProvider>
  readonly sessionSeconds: number
  readonly maxSessionSeconds: number
  readonly timeoutMs: number
}

export const defaultBasePath = '/oauth'

const known: Readonly<Record<keyof ServerOptions, 1>> = {
  origins: 1,
  serverOrigin: 1,
  basePath: 1,
  providers: 1,
  cookieKey: 1,
  sessionSeconds: 1,
  maxSessionSeconds: 1,
  timeoutMs: 1,
  rateLimit: 1,
  onAudit: 1,
  fetch: 1,
  now: 1,
}

/**
 * Checks the options of `createServer`, and fills in their defaults. `options` has own members only (`own`).
 */
export function checkServerOptions<Env>(options: ServerOptions<Env>): ResolvedServer {
  refuseUnknown(options, known, '')
  const {
    origins,
    serverOrigin,
    basePath = defaultBasePath,
    providers,
    sessionSeconds = 14 * 86_400,
    maxSessionSeconds = Math.max(30 * 86_400, sessionSeconds),
    timeoutMs = 10_000,
  } = options
  if (!Array.isArray(origins) || origins.length === 0) {
    throw invalidOption('origins', "list the origins of the app's pages: ['https://app.example.com']")
  }
  for (const origin of origins) checkOrigin('origins', origin)
  if (serverOrigin !== undefined) checkOrigin('serverOrigin', serverOrigin)
  if (!/^(\/[\w.~-]+)+$/.test(basePath) || /\/\.{1,2}(\/|$)/.test(basePath)) {
    throw invalidOption(
      'basePath',
      `write an absolute path without a slash at its end, '/oauth', not '${basePath}'`,
    )
  }
  checkNumber('sessionSeconds', sessionSeconds, 'seconds')
  checkNumber('maxSessionSeconds', maxSessionSeconds, 'seconds')
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  const entries = Object.entries(providers ?? {})
  if (entries.length === 0)
    throw invalidOption('providers', 'name at least one: { github: { provider, clientId, clientSecret } }')
  const resolved = new Map(entries.map(([name, given]) => [name, checkProvider(name, given, origins)]))
  if ([...resolved.values()].some(({ mode }) => mode !== 'exchange')) checkCookieKey(options.cookieKey)
  return {
    origins,
    serverOrigin,
    basePath,
    providers: resolved,
    sessionSeconds,
    maxSessionSeconds,
    timeoutMs,
  }
}

function checkOrigin(option: string, origin: string): void {
  if (!isSecureUrl(origin) || new URL(origin).origin !== origin || origin.includes('*')) {
    throw invalidOption(
      option,
      `'${origin}' is no origin: write 'https://app.example.com', without a path, a slash at the end, ` +
        'or wildcards (http: on localhost only)',
    )
  }
}
