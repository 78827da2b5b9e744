import type { AddressInfo } from 'node:net'
import type { HttpServer, ResolvedConfig } from 'vite'

/** The origin of a Vite server under one of its names. The port is known once the server listens. */
export function serverOrigin(
  httpServer: HttpServer | null,
  config: ResolvedConfig,
  host = 'localhost',
): string {
  const { port } = (httpServer?.address() ?? { port: config.server.port }) as AddressInfo
  return `${config.server.https ? 'https' : 'http'}://${host}:${port}`
}
