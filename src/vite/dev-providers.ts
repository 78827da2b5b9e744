import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connect, HttpServer, Plugin, ResolvedConfig } from 'vite'
import { relocateProvider } from '../providers/relocate.js'
import type { FromEnv, ServerEnv, ServerProvider } from '../server/index.js'
import type { SimulatedProviderId } from '../simulators/all.js'
import { type SimulatedProviders, simulateProviders } from '../simulators/simulate-providers.js'
import { type AllowedHosts, adviceFor, refusalOf } from './allowed-hosts.js'
import { readEnv } from './read-env.js'
import { isServerPartPlugin, type Simulation } from './server-part.js'

/** How one provider is simulated. */
export interface DevProviderOptions {
  /**
   * `true`: always, `false`: never. Default: where its real credentials are missing, which are the `clientId`
   * and `clientSecret` of the server part, or `GITHUB_CLIENT_ID` and `GITHUB_CLIENT_SECRET` in the
   * environment or in `.env` files (likewise for the others; a provider without a secret needs the first one
   * only).
   */
  readonly simulated?: boolean
}

/** The options of `devProviders` that are for all of its providers. */
export interface DevProvidersSettings {
  /** Where the simulation is served. Default: `/simulators`. */
  readonly path?: string
  /**
   * Whoever reaches a simulated provider signs in as anybody there, so it answers this machine alone. The
   * hosts that may be used all the same, as in `devAuthorizationServer`.
   */
  readonly allowedHosts?: readonly string[] | true
}

/**
 * "Sign in with Google" without Google: the providers of the app under development are simulated beside it,
 * offline, each with what is odd about it, and say plainly that they are a simulation. With real credentials
 * in the environment it is the real provider. A production build contains nothing of it.
 *
 * Beside `serverPart`, whose providers it replaces. A page that talks to a provider itself takes
 * `relocateProvider` of `hallpass/providers`.
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
 *           clientId: (env) => env.GITHUB_CLIENT_ID,
 *           clientSecret: (env) => env.GITHUB_CLIENT_SECRET,
 *         },
 *       },
 *     }),
 *     devProviders({ github: {} }),
 *   ],
 * })
 * ```
 */
export function devProviders(
  providers: Readonly<Partial<Record<SimulatedProviderId, DevProviderOptions>>>,
  settings: DevProvidersSettings = {},
): Plugin {
  const { path = '/simulators', allowedHosts } = settings
  const ids = Object.keys(providers) as SimulatedProviderId[]
  // The secret is made anew for each process, and is good at the simulated providers only.
  const registration = { clientId: 'simulated', clientSecret: randomBytes(16).toString('hex') }
  const simulated = simulateProviders(ids, { ...registration, anyRedirect: true, anyClient: true })

  /**
   * The server part's provider in the place of which the simulated one is taken; `undefined`: the real
   * one.
   */
  async function replace(
    given: ServerProvider,
    env: ServerEnv,
    origin: string,
  ): Promise<ServerProvider | undefined> {
    const { id } = given.provider
    const options = Object.hasOwn(providers, id) ? providers[id as SimulatedProviderId] : undefined
    if (options === undefined || !(options.simulated ?? !(await hasCredentials(given, env)))) return undefined
    return { ...given, ...registration, provider: relocateProvider(given.provider, origin + path) }
  }

  const simulation: Simulation = {
    replace,
    // A request to a simulated provider does not leave this process.
    fetch: (origin, send) => (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      const base = `${origin}${path}/`
      return url.startsWith(base)
        ? simulated.fetch(url.replace(base, 'https://'), input instanceof Request ? input : init)
        : send(input, init)
    },
  }

  async function statusOf(config: ResolvedConfig): Promise<DevProvidersStatus> {
    const env = await readEnv(config)
    const given = config.plugins.find(isServerPartPlugin)?.api.providers() ?? []
    const states = await Promise.all(
      ids.map(async (id) => {
        const behind = given.find(({ provider }) => provider.id === id)
        const real = behind === undefined ? hasClientId(id, env) : await hasCredentials(behind, env)
        return [id, providers[id]?.simulated ?? !real] as const
      }),
    )
    return {
      simulated: states.filter(([, isSimulated]) => isSimulated).map(([id]) => id),
      clientIds: Object.fromEntries(
        states.flatMap(([id, isSimulated]) => {
          const clientId = isSimulated ? registration.clientId : env[variable(id, 'CLIENT_ID')]
          return clientId === undefined ? [] : [[id, clientId]]
        }),
      ),
    }
  }

  const mount = (server: MountedOn) => {
    const { config } = server
    server.middlewares.use(
      path,
      guarded(simulated, allowedHosts, () => statusOf(config)),
    )
    server.httpServer?.once('listening', () => {
      statusOf(config)
        .then(({ simulated: names }) => {
          if (names.length === 0) return
          const message = `hallpass: simulated, for want of real credentials: ${names.join(', ')}`
          config.logger.info(message, { timestamp: true })
        })
        .catch((error: unknown) => config.logger.error(String(error)))
    })
  }

  return {
    name: 'hallpass:dev-providers',
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    configResolved(config) {
      config.plugins.find(isServerPartPlugin)?.api.simulate(simulation)
    },
    configureServer: mount,
    configurePreviewServer: mount,
  }
}

/** What is served as `providers.json` below the path of the simulation. */
interface DevProvidersStatus {
  /** Which ones are simulated. */
  readonly simulated: readonly string[]
  /** The client ids from the environment, and a made-up one where a provider is simulated. */
  readonly clientIds: Readonly<Record<string, string>>
}

interface MountedOn {
  readonly middlewares: Connect.Server
  readonly httpServer: HttpServer | null
  readonly config: ResolvedConfig
}

function guarded(
  { handle }: SimulatedProviders,
  allowedHosts: AllowedHosts,
  status: () => Promise<DevProvidersStatus>,
) {
  return (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    const refusal = refusalOf(request, allowedHosts)
    if (refusal !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(`${adviceFor(refusal).replace('devAuthorizationServer(', 'devProviders(…, ')}.\n`)
    } else if (request.url === '/providers.json') {
      status().then((body) => {
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        response.end(JSON.stringify(body))
      }, next)
    } else {
      handle(request, response).catch(next)
    }
  }
}

/** Does the server part find everything that the real provider needs? */
async function hasCredentials(
  { clientId, clientSecret, provider }: ServerProvider,
  env: ServerEnv,
): Promise<boolean> {
  const secret = typeof clientSecret === 'object' ? clientSecret.privateKey : clientSecret
  const needsSecret = provider.tokenAuth !== 'none' || secret !== undefined
  return (await isFound(clientId, env)) && (!needsSecret || (await isFound(secret, env)))
}

async function isFound(value: FromEnv<ServerEnv> | undefined, env: ServerEnv): Promise<boolean> {
  try {
    return !!(typeof value === 'function' ? await value(env) : value)
  } catch {
    return false
  }
}

function hasClientId(id: string, env: ServerEnv): boolean {
  return !!env[variable(id, 'CLIENT_ID')]
}

/** `GITHUB_CLIENT_ID` */
function variable(id: string, name: 'CLIENT_ID'): string {
  return `${id.replaceAll('-', '_').toUpperCase()}_${name}`
}
