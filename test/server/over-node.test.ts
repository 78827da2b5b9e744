// @vitest-environment node

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import type { ServerPart } from '../../src/server/index.js'
import { toNodeHandler } from '../../src/server/node.js'
import { sendRaw } from './send-raw.js'
import { way } from './setup.js'

// What the server part checks, once more: each request goes over a connection to a server of Node, as it
// would in production. The tests are those of the files below.

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

way.through = (part: ServerPart) => {
  let listening: Promise<number> | undefined
  return async (request) => {
    listening ??= listen(part)
    return sendRaw(await listening)(request)
  }
}

async function listen(part: ServerPart): Promise<number> {
  const handle = toNodeHandler(part)
  const server = createServer((request, response) =>
    handle(request, response, () => response.writeHead(404).end()),
  ).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

await import('./checks.test.js')
await import('./attacks.test.js')
await import('./cookies.test.js')
await import('./exchange.test.js')
await import('../attacks/server-part.test.js')
