import type { DevAuthorizationServerOptions } from './options.js'

/** What `npx hallpass dev-server` reads from a file: the options of the server, and where it listens. */
export interface DevServerConfig extends DevAuthorizationServerOptions {
  /** The port to listen on, from 0 (any that is free) to 65535. Default: 4000. */
  readonly port?: number
  /**
   * The address to listen on. One that other machines reach needs `allowedHosts`, or the command ends with an
   * error. Default: `localhost`.
   */
  readonly host?: string
}

/**
 * Gives a configuration file its types. It returns what it gets.
 *
 * @example
 * ```ts
 * // hallpass.config.js
 * import { defineDevServer } from 'hallpass/vite'
 *
 * export default defineDevServer({
 *   port: 4000,
 *   clients: [{ clientId: 'spa', origins: ['http://localhost:4200'] }],
 *   apis: [{ resource: 'http://localhost:8080', scope: 'read:orders' }],
 * })
 * ```
 */
export function defineDevServer(config: DevServerConfig): DevServerConfig {
  return config
}
