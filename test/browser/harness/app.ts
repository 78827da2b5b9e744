import { readFile } from 'node:fs/promises'
import type { RequestListener, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'

const require = createRequire(import.meta.url)
const project = join(import.meta.dirname, '../../..')

export interface AppOptions {
  /** For `createClient`, as far as they are JSON. */
  readonly client: Readonly<Record<string, unknown>>
  /** For `start`; `false` leaves it to the test. */
  readonly start: object | false | undefined
}

/** An app that uses the built package as anybody would: every path is the same page, which is every deep link. */
export function createApp(options: () => AppOptions): RequestListener {
  async function answer(path: string, response: ServerResponse): Promise<void> {
    if (path === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    const file = moduleFile(path)
    const body = file ? await readFile(file) : await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
    response.setHeader('content-type', file ? 'text/javascript' : 'text/html; charset=utf-8')
    // `no-store` would keep the page out of the back/forward cache.
    response.setHeader('cache-control', file ? 'max-age=600' : 'no-cache')
    response.end(typeof body === 'string' ? body.replace('"OPTIONS"', () => JSON.stringify(options())) : body)
  }

  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    answer(pathname, response).catch(() => response.writeHead(404).end())
  }
}

function moduleFile(path: string): string | undefined {
  if (path === '/oauth4webapi.js') return join(dirname(require.resolve('oauth4webapi/package.json')), 'build/index.js')
  if (!path.startsWith('/hallpass/')) return undefined
  return join(project, 'dist', normalize(`/${path.slice('/hallpass/'.length)}`))
}
