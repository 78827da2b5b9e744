import { join } from 'node:path'
import { build } from 'vite'

const built = join(import.meta.dirname, '../../../dist')

/** What pages import, below `/hallpass/`. */
const entries = [
  'index',
  'dpop/index',
  'elements/index',
  'popup/index',
  'providers/index',
  'silent/index',
  'userinfo/index',
  // Not public; a page that is tested looks at it.
  'providers/preset',
  'session/store',
]

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
