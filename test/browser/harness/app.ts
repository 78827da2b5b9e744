import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { underPolicy } from './page-policy.js'
import { bundledRouters, bundledScripts } from './scripts.js'

export interface AppOptions {
  /** For `createClient`, as far as they are JSON. */
  readonly client: Readonly<Record<string, unknown>>
  /** For `start`; `false` leaves it to the test. `'after the router'` is for an app with a router. */
  readonly start: object | false | 'after the router' | undefined
  /** Which app it is: one with this router, or one without a router. */
  readonly router?: string | undefined
}

export type ServeApp = (options: () => AppOptions) => RequestListener

/** An app that uses the package: every path is the same page, which is every deep link. */
export async function createApp(): Promise<ServeApp> {
  const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
  const withRouter = await readFile(join(import.meta.dirname, 'routers.html'), 'utf8')
  const scripts = await bundledScripts()

  return (options) => async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const { client, start, router } = options()
    // Only the tests with a router wait until those apps are built.
    const script = scripts.get(pathname) ?? (router && (await bundledRouters()).get(pathname))
    if (pathname === '/favicon.ico') response.writeHead(204).end()
    else if (script) {
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' })
        .end(script)
    } else {
      // An app without DPoP does not load it.
      const entry = client.dpop ? 'hallpass/dpop' : 'hallpass'
      const { headers, body } = underPolicy(
        router
          ? withRouter.replace('"OPTIONS"', () => JSON.stringify({ client, start })).replace('ROUTER', router)
          : page.replace('"OPTIONS"', () => JSON.stringify({ client, start })).replace('ENTRY', entry),
      )
      // `no-store` would keep the page out of the back/forward cache.
      response.writeHead(200, { ...headers, 'cache-control': 'no-cache' }).end(body)
    }
  }
}
