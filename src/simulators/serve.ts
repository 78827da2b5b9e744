import type { IncomingMessage, ServerResponse } from 'node:http'
import { simulatedFetch } from './network.js'
import type { Simulator } from './simulator.js'

/**
 * Answers for all of them below a path, for Node's `http` and for Vite: browsers and servers reach them
 * there.
 */
export function serveSimulators(
  simulators: readonly Simulator[],
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const send = simulatedFetch(simulators)
  return async (incoming, outgoing) => {
    const { url = '/', method = 'GET' } = incoming
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name))
        headers.set(name, value)
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = /^(GET|HEAD)$/.test(method) ? {} : { body: Buffer.concat(chunks) }
    try {
      const answer = await send(`https:/${url}`, { method, headers, ...body })
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
      outgoing.end(Buffer.from(await answer.arrayBuffer()))
    } catch (error) {
      outgoing.writeHead(404, { 'content-type': 'text/plain' })
      outgoing.end(String(error))
    }
  }
}
