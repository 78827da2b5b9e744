import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { ServerEnv, ServerOptions } from 'hallpass/server'
import type { Connect, HttpServer, Plugin, ResolvedConfig } from 'vite'
import { defaultBasePath } from '../server/check-options.js'
import { type AuditEvent, createServer } from '../server/index.js'
import { type NodeHandler, toNodeHandler } from '../server/node.js'
import { isBelow } from '../server/node-request.js'
import { createOnce } from '../server/once.js'

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

  const mount = (server: {
    middlewares: Connect.Server
    httpServer: HttpServer | null
    config: ResolvedConfig
  }) => {
    let handler: Promise<NodeHandler> | undefined
    const settings = { cookieKey, onAudit: tellTerminal(server.config), ...options }
    // The handler is made at the first request, when the port is known.
    server.middlewares.use((request, response, next) => {
      // Requests to the rest of the app are served even where the server part is configured wrongly.
      if (!isBelow(basePath, request)) return next()
      handler ??= createHandler(settings, server)
      handler.then((handle) => handle(request, response, next), next)
    })
    // A mistake in the options is reported at the start, and not at the first sign-in.
    const early = createServer({ ...settings, origins: options.origins ?? ['http://localhost'] })
    // A missing secret is reported in the terminal only, since other parts of the app work without it.
    readEnv(server.config)
      .then(early.check)
      .catch(() => {})
  }
  return {
    name: 'hallpass:server-part',
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    configureServer: mount,
    configurePreviewServer: mount,
  }
}

async function createHandler(
  options: ViteServerPartOptions,
  { httpServer, config }: { readonly httpServer: HttpServer | null; readonly config: ResolvedConfig },
): Promise<NodeHandler> {
  const { port } = (httpServer?.address() ?? { port: config.server.port }) as AddressInfo
  const scheme = config.server.https ? 'https' : 'http'
  const own = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${scheme}://${host}:${port}`)
  const part = createServer({ ...options, origins: options.origins ?? own })
  return toNodeHandler(part, { env: await readEnv(config) })
}

async function readEnv({ mode, envDir }: ResolvedConfig): Promise<ServerEnv> {
  const { loadEnv } = await import('vite')
  return loadEnv(mode, envDir || process.cwd(), '')
}

function tellTerminal({ logger }: ResolvedConfig): (event: AuditEvent) => void {
  const isNew = createOnce()
  return (event) => {
    if (event.type === 'failed' && isNew(event.error)) logger.error(`hallpass/server: ${event.error.message}`)
  }
}
