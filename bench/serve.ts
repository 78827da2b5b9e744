import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'
import type { BenchSettings } from './apps/settings.js'

export const apps = ['raw', 'tab', 'browser', 'dpop'] as const
export type AppName = (typeof apps)[number]

/** Bundles the measured apps as a user would, and serves each with a page of its own: `/raw`, `/tab`, … */
export async function serveApps(settings: Omit<BenchSettings, 'clientId'>): Promise<RequestListener> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: {
        input: Object.fromEntries(apps.map((name) => [name, join(import.meta.dirname, 'apps', `${name}.ts`)])),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  const files = new Map<string, string>(
    result.output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code] as const] : [])),
  )
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = files.get(pathname)
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }).end(file)
    } else if (pathname === '/favicon.ico') {
      response.writeHead(204).end()
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
      const clientId = pathname.slice(1)
      response.end(pageOf(clientId, { ...settings, clientId }))
    }
  }
}

function pageOf(name: string, settings: BenchSettings): string {
  return `<!doctype html><title>${name}</title><script>
    window.settings = ${JSON.stringify(settings)}
    const began = performance.now()
    window.ready = import('/${name}.js')
      .then((app) => { window.app = app; return app.token() })
      .then(() => { window.took = performance.now() - began }, () => {})
  </script>`
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
