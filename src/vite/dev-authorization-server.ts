import type { Connect, HttpServer, Logger, Plugin } from 'vite'
import { createDevAuthorizationServer } from './create-dev-authorization-server.js'
import type { DevAuthorizationServerOptions } from './options.js'

/**
 * Mounts a development authorization server in `vite` and `vite preview`: an OpenID Connect provider at `/oidc` of
 * the development server, where anybody signs in with one click. A production build contains nothing of it.
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
  const mount = (server: {
    middlewares: Connect.Server
    httpServer: HttpServer | null
    config: { logger: Logger }
  }) => {
    const authorization = createDevAuthorizationServer(options)
    server.middlewares.use(authorization.handle)
    // Not before listening: a test runner makes a Vite server too, and never serves a page from it.
    server.httpServer?.once('listening', () => {
      authorization.ready().catch((error: unknown) => server.config.logger.error(String(error)))
    })
  }
  return {
    name: 'hallpass:dev-authorization-server',
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    configureServer: mount,
    configurePreviewServer: mount,
  }
}
