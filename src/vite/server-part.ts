import { randomBytes } from 'node:crypto'
import type { AuditEvent, ServerEnv, ServerOptions, ServerProvider } from 'hallpass/server'
import type { Connect, HttpServer, Plugin, ResolvedConfig } from 'vite'
import { isAuthError } from '../errors.js'
import { defaultBasePath } from '../server/check-options.js'
import { createServer } from '../server/index.js'
import { type NodeHandler, toNodeHandler } from '../server/node.js'
import { isBelow } from '../server/node-request.js'
import { createOnce } from '../server/once.js'
import { messagePage } from './pages/message-page.js'
import { pageHeaders } from './pages/page.js'
import { readEnv } from './read-env.js'
import { serverOrigin } from './server-origin.js'

/** The options of `serverPart`: those of `createServer`, of which `origins` may be left out. */
export interface ViteServerPartOptions extends Omit<ServerOptions<ServerEnv>, 'origins'> {
  /** Default: `localhost`, `127.0.0.1` and `[::1]` at the port of this development server. */
  readonly origins?: readonly string[]
}

/**
 * The server part, in `vite` and `vite preview`. The functions for secrets get what `.env` files and the
 * environment have, without the rule that only `VITE_` names are seen: nothing of it goes into the bundle.
 * Without a `cookieKey` there is one for each start. For production mount `createServer` of
 * `hallpass/server`, with the same options.
 *
 * @example
 * ```ts
 * // vite.config.ts
 * export default defineConfig({
 *   plugins: [
 *     serverPart({
 *       providers: {
 *         github: {
 *           provider: githubProvider,
 *           clientId: 'Iv1.0123456789',
 *           clientSecret: (env) => env.GITHUB_SECRET,
 *         },
 *       },
 *     }),
 *   ],
 * })
 * ```
 */
export function serverPart(options: ViteServerPartOptions): Plugin {
  const { basePath = defaultBasePath } = options
  const cookieKey = options.cookieKey ?? randomBytes(32).toString('base64url')
  let simulation: Simulation | undefined

  const mount = (server: MountedOn) => {
    let started: Promise<Started> | undefined
    const settings = { cookieKey, onAudit: tellTerminal(server.config), ...options }
    // The handler is made at the first request, when the port is known.
    server.middlewares.use((request, response, next) => {
      // Requests to the rest of the app are served even where the server part is configured wrongly.
      if (!isBelow(basePath, request)) return next()
      started ??= start(settings, server, simulation)
      started
        .then(async ({ handle, problemOf }) => {
          const problem = await problemOf(loginOf(basePath, request))
          if (problem === undefined) return handle(request, response, next)
          response.writeHead(503, { ...pageHeaders })
          response.end(messagePage({ title: 'This sign-in cannot work yet', text: problem, back: '/' }))
        })
        .catch(next)
    })
    // The options are checked when the server starts, so that a mistake does not wait for the first sign-in.
    createServer({ ...settings, origins: options.origins ?? ['http://localhost'] })
    // A missing secret is reported in the terminal, and stops nothing, since other parts of the app may work
    // without it.
    start(settings, server, simulation)
      .then(({ check }) => check())
      .catch(() => {})
  }
  const api: ServerPartPlugin['api'] = {
    providers: () => Object.values(options.providers),
    simulate(given) {
      simulation = given
    },
  }
  return {
    name,
    api,
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    configureServer: mount,
    configurePreviewServer: mount,
  }
}

const name = 'hallpass:server-part'

/** What the server part does with providers that are simulated. */
export interface Simulation {
  /** The registration at the simulated provider; `undefined`: it is the real one. */
  readonly replace: (
    given: ServerProvider,
    env: ServerEnv,
    origin: string,
  ) => Promise<ServerProvider | undefined>
  readonly fetch: (origin: string, send: typeof fetch) => typeof fetch
}

/** The plugin as `devProviders` sees it. */
export interface ServerPartPlugin extends Plugin {
  readonly api: {
    readonly providers: () => readonly ServerProvider[]
    readonly simulate: (simulation: Simulation) => void
  }
}

export function isServerPartPlugin(plugin: Plugin): plugin is ServerPartPlugin {
  return plugin.name === name
}

interface MountedOn {
  readonly middlewares: Connect.Server
  readonly httpServer: HttpServer | null
  readonly config: ResolvedConfig
}

interface Started {
  readonly handle: NodeHandler
  /** Tells the terminal of every secret that is missing. */
  readonly check: () => Promise<void>
  /** What keeps a sign-in with this provider from working, for the page that was asked for. */
  readonly problemOf: (provider: string | undefined) => Promise<string | undefined>
}

async function start(
  options: ViteServerPartOptions,
  { httpServer, config }: MountedOn,
  simulation: Simulation | undefined,
): Promise<Started> {
  const env = await readEnv(config)
  const origin = serverOrigin(httpServer, config)
  const own = ['localhost', '127.0.0.1', '[::1]'].map((host) => serverOrigin(httpServer, config, host))
  const providers: Record<string, ServerProvider> = {}
  for (const [key, provider] of Object.entries(options.providers)) {
    providers[key] = (await simulation?.replace(provider, env, origin)) ?? provider
  }
  const settings: ServerOptions = { ...options, providers, origins: options.origins ?? own }
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  const part = createServer({ ...settings, ...(simulation && { fetch: simulation.fetch(origin, send) }) })
  return {
    handle: toNodeHandler(part, { env }),
    check: () => part.check(env),
    async problemOf(key) {
      const provider = key !== undefined && Object.hasOwn(providers, key) ? providers[key] : undefined
      if (key === undefined || provider === undefined) return undefined
      try {
        await createServer({ ...settings, providers: { [key]: provider }, onAudit: () => {} }).check(env)
        return undefined
      } catch (error) {
        if (!isAuthError(error, 'configuration')) throw error
        const { id, name } = provider.provider
        const simulation = `devProviders({ ${id}: {} })`
        return `${error.message} To develop without an account at ${name}, simulate it: ${simulation}.`
      }
    },
  }
}

/** The provider that a browser wants to sign in with, where it leaves for one. */
function loginOf(basePath: string, { url = '/' }: { readonly url?: string | undefined }): string | undefined {
  const { pathname } = new URL(url, 'http://localhost')
  const [provider, action] = pathname.slice(basePath.length + 1).split('/')
  return action === 'login' ? provider : undefined
}

function tellTerminal({ logger }: ResolvedConfig): (event: AuditEvent) => void {
  const isNew = createOnce()
  return (event) => {
    if (event.type === 'failed' && isNew(event.error)) logger.error(`hallpass/server: ${event.error.message}`)
  }
}
