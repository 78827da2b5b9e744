import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { bundledScripts } from './scripts.js'

export interface AppOptions {
  /** For `createClient`, as far as they are JSON. */
  readonly client: Readonly<Record<string, unknown>>
  /** For `start`; `false` leaves it to the test. */
  readonly start: object | false | undefined
}

export type ServeApp = (options: () => AppOptions) => RequestListener

/** An app that uses the package: every path is the same page, which is every deep link. */
export async function createApp(): Promise<ServeApp> {
  const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
  const scripts = await bundledScripts()

  return (options) => (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = scripts.get(pathname)
    if (pathname === '/favicon.ico') response.writeHead(204).end()
    else if (script !== undefined) {
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' })
        .end(script)
    } else {
      // `no-store` would keep the page out of the back/forward cache.
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
      const { client, start } = options()
      // An app without DPoP does not load it.
      const entry = client.dpop ? 'hallpass/dpop' : 'hallpass'
      response.end(page.replace('"OPTIONS"', () => JSON.stringify({ client, start })).replace('ENTRY', entry))
    }
  }
}
