import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from '../../src/providers/provider.js'
import { simulatedFetch } from './network.js'
import type { Simulator } from './simulator.js'

/** The provider as it is below `base`, where `serveSimulators` answers: `https://github.com/login` is at `{base}/github.com/login`. */
export function relocate<Scope extends string>(provider: Provider<Scope>, base: string): Provider<Scope> {
  const moved = (url: string): string => url.replace(/^https:\//, base)
  const { endpoints, profile } = provider
  return {
    ...provider,
    ...(endpoints && {
      endpoints: Object.fromEntries(
        Object.entries(endpoints).map(([name, url]) => [name, moved(url)]),
      ) as unknown as typeof endpoints,
    }),
    ...(profile && {
      profile: {
        ...profile,
        requests: profile.requests.map(({ url, ...rest }) => ({ ...rest, ...(url && { url: moved(url) }) })),
      },
    }),
    redirectRules: { loopback: 'any' },
  }
}

/** Answers for all of them below a path, for Node's `http` and for Vite: browsers and servers reach them there. */
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
