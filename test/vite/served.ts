import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDevAuthorizationServer, type DevAuthorizationServer } from '../../src/vite/index.js'
import type { DevAuthorizationServerOptions } from '../../src/vite/options.js'

export interface Served extends AsyncDisposable {
  readonly authorization: DevAuthorizationServer
  readonly origin: string
  readonly issuer: string
}

/** The authorization server on a free port, with nothing else behind it. */
export async function serve(
  options: DevAuthorizationServerOptions = {},
  wrap = (handle: RequestListener, _authorization: DevAuthorizationServer): RequestListener => handle,
): Promise<Served> {
  const authorization = createDevAuthorizationServer(options)
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    authorization.handle(request, response)
  const server = createServer(wrap(handle, authorization))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    authorization,
    origin,
    issuer: `${origin}${options.path ?? '/oidc'}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
