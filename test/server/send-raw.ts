import { once } from 'node:events'
import { request as send } from 'node:http'

/**
 * Sends requests to a port of this machine as they are: with the `Host`, the `Origin` and the fetch metadata
 * of a browser, which `fetch` of Node would write itself. To the person it is https, as behind a proxy that
 * ends TLS.
 */
export function sendRaw(port: number): (request: Request) => Promise<Response> {
  return async (request) => {
    const { host, pathname, search } = new URL(request.url)
    const body = request.method === 'POST' ? await request.text() : ''
    const headers = {
      ...Object.fromEntries(request.headers),
      host,
      ...(body && { 'content-length': body.length }),
    }
    const sent = send({ host: '127.0.0.1', port, method: request.method, path: pathname + search, headers })
    sent.end(body)
    const [answer] = await once(sent, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk)
    const pairs: [string, string][] = []
    for (let at = 0; at < answer.rawHeaders.length; at += 2) {
      pairs.push([answer.rawHeaders[at], answer.rawHeaders[at + 1]])
    }
    const text = Buffer.concat(chunks)
    return new Response(text.length > 0 ? text : null, { status: answer.statusCode, headers: pairs })
  }
}
