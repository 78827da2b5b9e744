import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { Peer } from './libraries.js'

export interface Bundle {
  /** Every script that a page of this library can ask for, by its path. */
  readonly files: ReadonlyMap<string, string>
  /** What the entry imports at once, for the links that Vite writes into a page. */
  readonly imports: readonly string[]
}

const root = join(import.meta.dirname, '../..')

/** Bundles a file of `libraries/` as an app would, alone. */
export async function bundle({ name, files: extra = {} }: Peer): Promise<Bundle> {
  const files = new Map<string, string>()
  const imports = await add(files, `libraries/${name}.ts`, 'app.js')
  if (name === 'msal-browser') await add(files, 'frames/redirect-bridge.ts', 'redirect-bridge.js')
  for (const [path, file] of Object.entries(extra)) {
    files.set(path, await readFile(join(import.meta.dirname, 'node_modules', file), 'utf8'))
  }
  return { files, imports }
}

async function add(files: Map<string, string>, file: string, entry: string): Promise<readonly string[]> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    resolve: {
      alias: [
        { find: /^hallpass$/, replacement: join(root, 'dist/index.js') },
        { find: /^hallpass\/(.+)$/, replacement: join(root, 'dist/$1/index.js') },
      ],
    },
    build: {
      write: false,
      rollupOptions: {
        input: join(import.meta.dirname, file),
        preserveEntrySignatures: 'allow-extension',
        output: { entryFileNames: entry },
      },
    },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  const chunks = result.output.filter((part) => part.type === 'chunk')
  for (const { fileName, code } of chunks) files.set(`/${fileName}`, code)
  return chunks.find(({ isEntry }) => isEntry)?.imports ?? []
}

/** Bytes of gzip. */
export function weigh(code: string): number {
  return gzipSync(code, { level: 9 }).length
}
