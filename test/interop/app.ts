import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { freePort } from '../browser/harness/free-port.js'
import { bundledScripts } from '../browser/harness/scripts.js'

/** What the next page that is loaded does; as far as it is JSON. */
export interface PageSettings {
  /** For `createClient`. */
  readonly client: Readonly<Record<string, unknown>>
  /** For each `login()`. */
  readonly login: Readonly<Record<string, unknown>>
  readonly dpop: boolean
  /**
   * The page believes that nobody looks at it, as in a tab behind others: it renews nothing before it is
   * used.
   */
  readonly hidden: boolean
  /** The preset that makes the client, in place of the options alone. */
  readonly bluesky?: { readonly did: string; readonly issuer: string; readonly directory: string }
}

export interface App {
  readonly origin: string
  settings: PageSettings | undefined
  close(): void
}

/**
 * An app that uses the built package: `/` is a page that signs in, `/popup.html` ends a login in a window of
 * its own.
 */
export async function serveApp(host: string): Promise<App> {
  const scripts = await bundledScripts()
  const read = (name: string): Promise<string> => readFile(join(import.meta.dirname, 'pages', name), 'utf8')
  const pages = new Map([
    ['/', await read('app.html')],
    ['/popup.html', await read('popup.html')],
  ])
  const port = await freePort()
  const app: App = {
    origin: `http://${host}:${port}`,
    settings: undefined,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', app.origin)
    const script = scripts.get(pathname)
    const page = pages.get(pathname)
    if (script !== undefined) {
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' })
        .end(script)
    } else if (page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
      response.end(page.replace('"SETTINGS"', JSON.stringify(app.settings).replaceAll('<', '\\u003c')))
    } else {
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end()
    }
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return app
}
