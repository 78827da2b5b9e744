import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/**
 * Asks for a page as a browser that goes there. Some servers answer `Sec-Fetch-Mode: navigate` with a
 * redirect and anything else with JSON, and the `fetch` of Node always says `cors`. Follows no redirect.
 * Rejects with the error of the connection.
 */
export function navigate(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    ...Object.fromEntries(new Headers(init.headers)),
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'cross-site',
    'upgrade-insecure-requests': '1',
  }
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, ...(init.signal && { signal: init.signal }) }, (incoming) => {
      const received = new Headers()
      for (const [name, values] of Object.entries(incoming.headersDistinct))
        for (const value of values ?? []) received.append(name, value)
      const { statusCode: status = 500 } = incoming
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const isEmpty = [204, 205, 304].includes(status)
        resolve(new Response(isEmpty ? undefined : Buffer.concat(chunks), { status, headers: received }))
      })
    })
    // As `fetch` does, so that the reason is found at the same place.
    sent.on('error', (cause) =>
      reject(init.signal?.aborted ? init.signal.reason : new TypeError('fetch failed', { cause })),
    )
    sent.end()
  })
}
