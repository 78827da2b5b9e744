import type { Connect, HttpServer, Logger, Plugin } from 'vite'
import { isReachable } from './allowed-hosts.js'
import { createTellingServer } from './create-dev-authorization-server.js'
import type { DevAuthorizationServerOptions } from './options.js'

/**
 * Mounts a development authorization server in `vite` and `vite preview`: an OpenID Connect provider at
 * `/oidc` of the development server, where anybody signs in with one click. A production build contains
 * nothing of it. It answers this machine alone: `vite --host` opens it to nobody else, unless `allowedHosts`
 * does.
 *
 * It needs `oidc-provider`: `npm install --save-dev oidc-provider`.
 *
 * @example
 * ```ts
 * // vite.config.ts
 * export default defineConfig({ plugins: [devAuthorizationServer()] })
 *
 * // in the app
 * const auth = createClient({ issuer: `${location.origin}/oidc`, clientId: 'spa', apis: ['/api'] })
 * ```
 */
export function devAuthorizationServer(options: DevAuthorizationServerOptions = {}): Plugin {
  const mount = (server: MountedOn, isPreview: boolean) => {
    const { logger } = server.config
    const warn = (message: string) => logger.warn(`hallpass: ${message}`, { timestamp: true })
    const authorization = createTellingServer(options, warn)
    server.middlewares.use(authorization.handle)
    // Loading oidc-provider and warning wait until the server listens, since a test runner creates a Vite
    // server that never serves a page.
    printDashboard(server, options)
    server.httpServer?.once('listening', () => {
      const open = isReachable(server.httpServer?.address())
      if (open || isPreview) warn(warning(options, open, isPreview))
      authorization.ready().catch((error: unknown) => logger.error(`hallpass: ${messageOf(error)}`))
    })
  }
  return {
    name: 'hallpass:dev-authorization-server',
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    configureServer: (server) => mount(server, false),
    configurePreviewServer: (server) => mount(server, true),
  }
}

interface MountedOn {
  readonly middlewares: Connect.Server
  readonly httpServer: HttpServer | null
  readonly config: { readonly logger: Logger }
  readonly resolvedUrls: { readonly local: readonly string[] } | null
  printUrls(): void
}

/** Adds the dashboard to the URLs that Vite prints when it has started. */
function printDashboard(
  server: MountedOn,
  { path = '/oidc', allowedHosts }: DevAuthorizationServerOptions,
): void {
  if (allowedHosts === true || (allowedHosts !== undefined && allowedHosts.length > 0)) return
  const print = server.printUrls.bind(server)
  server.printUrls = () => {
    print()
    const [local] = server.resolvedUrls?.local ?? []
    if (local === undefined) return
    // The sign-in is at the root, whatever the base of the application is.
    const dashboard = `${new URL(local).origin}${path.replace(/\/+$/, '')}/dashboard`
    server.config.logger.info(`  ➜  Sign-in: ${dashboard}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function warning(
  { path = '/oidc', allowedHosts }: DevAuthorizationServerOptions,
  open: boolean,
  isPreview: boolean,
): string {
  const where = isPreview
    ? `this preview has the development sign-in at ${path}, where anybody signs in as anybody. It is ` +
      'not for production'
    : `the development sign-in at ${path} lets anybody sign in as anybody`
  if (!open) return `${where}.`
  const who = allowedHosts === true ? 'ANYBODY' : ['this machine', ...(allowedHosts ?? [])].join(', ')
  return (
    `${where}. Other machines reach this server; the sign-in answers ` +
    `${who}${allowedHosts ? '' : ' and nobody else'}.`
  )
}
