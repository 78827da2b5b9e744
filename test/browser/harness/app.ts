import { readdir, readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const built = join(import.meta.dirname, '../../../dist')

export interface AppOptions {
  /** For `createClient`, as far as they are JSON. */
  readonly client: Readonly<Record<string, unknown>>
  /** For `start`; `false` leaves it to the test. */
  readonly start: object | false | undefined
}

export type ServeApp = (options: () => AppOptions) => RequestListener

/** An app that uses the built package as anybody would, without a bundler: every path is the same page, which is every deep link. */
export async function createApp(): Promise<ServeApp> {
  // Read once: a build that is made meanwhile must not be half in one test and half in the next.
  const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
  const modules = new Map(await readModules())
  const oauth4webapi = join(dirname(require.resolve('oauth4webapi/package.json')), 'build/index.js')
  modules.set('/oauth4webapi.js', await readFile(oauth4webapi, 'utf8'))

  return (options) => (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const module = modules.get(pathname)
    if (pathname === '/favicon.ico') response.writeHead(204).end()
    else if (module !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }).end(module)
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

/** The built package, as a page imports it: below `/hallpass/`. */
export async function readModules(): Promise<readonly (readonly [string, string])[]> {
  const files = (await readdir(built, { recursive: true })).filter((file) => file.endsWith('.js'))
  return Promise.all(
    files.map(async (file) => [`/hallpass/${file}`, await readFile(join(built, file), 'utf8')] as const),
  )
}
