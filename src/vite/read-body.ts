import type { IncomingMessage } from 'node:http'

const bodyLimit = 10_000

/** The body of a small request. @throws {Error} for one that is too long. */
export async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += String(chunk)
    if (body.length > bodyLimit) throw new Error('the request body is too long')
  }
  return body
}
