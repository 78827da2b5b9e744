// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { expect, test } from 'vitest'

const project = resolve(import.meta.dirname, '../..')

/** The modules of a production build of this program. */
async function modulesOf(program: string): Promise<string[]> {
  const entry = join(project, 'program.js')
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: project,
    plugins: [
      {
        name: 'program',
        enforce: 'pre',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
    build: { write: false, rollupOptions: { input: entry, preserveEntrySignatures: 'strict' } },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  return result.output.flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []))
}

const isTesting = (path: string): boolean => /[\\/]dist[\\/]testing[\\/]/.test(path)

test('a production build of everything that runs in a page has nothing of hallpass/testing', async () => {
  const { exports } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  const names = Object.keys(exports)
    .filter((name) => !/^\.\/(package|testing|vite|server)/.test(name))
    .map((name) => `hallpass${name.slice(1)}`)
  expect(names).toContain('hallpass')
  const modules = await modulesOf(names.map((name, at) => `export * as e${at} from '${name}'`).join('\n'))
  expect(modules.length).toBeGreaterThan(50)
  expect(modules.filter(isTesting)).toEqual([])
  // What the test looks for is there to be found.
  expect((await modulesOf(`export { testClient } from 'hallpass/testing'`)).filter(isTesting)).not.toEqual([])
}, 60_000)

test('nothing in src/ imports src/testing/', () => {
  const files = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('testing'),
  )
  expect(files.length).toBeGreaterThan(100)
  const importing = files.filter((file) =>
    /from '[./]*\/testing\//.test(readFileSync(join(project, 'src', file), 'utf8')),
  )
  expect(importing).toEqual([])
})
