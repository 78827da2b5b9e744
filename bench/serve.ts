import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import type { BenchSettings } from './apps/settings.js'

export const apps = ['raw', 'tab', 'browser', 'dpop'] as const
export type AppName = (typeof apps)[number]

/**
 * Bundles each measured app as a user would, alone, and serves it with a page of its own: `/raw`, `/tab`, …
 */
export async function serveApps(settings: Omit<BenchSettings, 'clientId'>): Promise<RequestListener> {
  const files = new Map<string, string>()
  const pages = new Map<string, string>()
  for (const name of apps) {
    const chunks = await bundle(name)
    for (const { fileName, code } of chunks) files.set(`/${name}/${fileName}`, code)
    const imports = chunks.find(({ isEntry }) => isEntry)?.imports ?? []
    pages.set(`/${name}`, pageOf(name, imports, { ...settings, clientId: name }))
  }
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = files.get(pathname)
    const page = pages.get(pathname)
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }).end(file)
    } else if (page !== undefined) {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
        .end(page)
    } else if (pathname === '/blank') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!doctype html><title>blank</title>')
    } else {
      response.writeHead(204).end()
    }
  }
}

async function bundle(name: AppName): Promise<readonly Rolldown.OutputChunk[]> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    base: `/${name}/`,
    build: {
      write: false,
      rollupOptions: {
        input: join(import.meta.dirname, 'apps', `${name}.ts`),
        preserveEntrySignatures: 'allow-extension',
        output: { entryFileNames: 'app.js' },
      },
    },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  return result.output.filter((file) => file.type === 'chunk')
}

/** With the links that Vite writes into a page for what its script imports. */
function pageOf(name: AppName, imports: readonly string[], settings: BenchSettings): string {
  const links = imports.map((fileName) => `<link rel="modulepreload" href="/${name}/${fileName}">`)
  return `<!doctype html><title>${name}</title><script>
    window.settings = ${JSON.stringify(settings)}
    const began = performance.now()
    window.ready = import('/${name}/app.js')
      .then((app) => { window.app = app; return app.token() })
      .then(() => { window.took = performance.now() - began }, () => {})
  </script>${links.join('')}`
}

/** An API that answers at once, as far as the network goes. */
export async function serveApi(): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-allow-headers', 'authorization, dpop')
    response.setHeader('access-control-max-age', '7200')
    response.setHeader('cache-control', 'no-store')
    response.writeHead(request.method === 'OPTIONS' ? 204 : 200).end(request.method === 'OPTIONS' ? '' : '{}')
  })
  await listen(server)
  return {
    origin: `http://bench.localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}
