import { join } from 'node:path'
import { build } from 'vite'

const built = join(import.meta.dirname, '../../../dist')

/** What pages import, below `/hallpass/`. */
const entries = [
  'index',
  'devtools/index',
  'diagnose/index',
  'dpop/index',
  'elements/index',
  'fapi/index',
  'popup/index',
  'providers/index',
  'signatures/index',
  'silent/index',
  'userinfo/index',
  // Not public; a page that is tested looks at it.
  'providers/preset',
  'session/store',
]

/** Apps with a router, below `/routers/`. */
export const routers = ['react-router', 'tanstack-router', 'vue-router'] as const

let bundling: Promise<ReadonlyMap<string, string>> | undefined

/**
 * The built package as a bundler leaves it to a page, by the paths of its URLs. Made once: a build that is
 * made meanwhile must not be half in one test and half in the next.
 */
export function bundledScripts(): Promise<ReadonlyMap<string, string>> {
  bundling ??= bundle()
  return bundling
}

async function bundle(): Promise<ReadonlyMap<string, string>> {
  const results = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: {
        entry: Object.fromEntries(entries.map((name) => [name, join(built, `${name}.js`)])),
        formats: ['es'],
      },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' } },
    },
  })
  const files = [results].flat().flatMap((result) => ('output' in result ? result.output : []))
  return new Map(
    files.flatMap((file) =>
      file.type === 'chunk' ? [[`/hallpass/${file.fileName}`, file.code] as const] : [],
    ),
  )
}

let bundlingRouters: Promise<ReadonlyMap<string, string>> | undefined

/** The apps with a router, as a build for production makes them, by the paths of their URLs. */
export function bundledRouters(): Promise<ReadonlyMap<string, string>> {
  bundlingRouters ??= bundleRouters()
  return bundlingRouters
}

async function bundleRouters(): Promise<ReadonlyMap<string, string>> {
  const folder = join(import.meta.dirname, 'routers')
  const results = await build({
    configFile: false,
    logLevel: 'silent',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The package as it was built, in place of the sources that the apps name for their types.
    plugins: [
      {
        name: 'built',
        enforce: 'pre',
        resolveId: (id) =>
          id.startsWith('../../../../src/') ? join(built, id.slice('../../../../src/'.length)) : undefined,
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: {
        entry: Object.fromEntries(routers.map((name) => [name, join(folder, `${name}.ts`)])),
        formats: ['es'],
      },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  })
  const files = [results].flat().flatMap((result) => ('output' in result ? result.output : []))
  return new Map(
    files.flatMap((file) =>
      file.type === 'chunk' ? [[`/routers/${file.fileName}`, file.code] as const] : [],
    ),
  )
}
