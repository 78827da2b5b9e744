// @vitest-environment node

import { join, resolve } from 'node:path'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { mountDevtools } from '../../src/devtools/index.js'
import { createClient } from '../../src/index.js'

const project = resolve(import.meta.dirname, '../..')

/** The modules of the devtools in a build of this program: of all its chunks. */
async function devtoolsIn(program: string, mode: 'production' | 'development'): Promise<string[]> {
  const entry = join(project, 'program.js')
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: project,
    mode,
    define: { 'import.meta.env.DEV': String(mode === 'development') },
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
  return result.output
    .flatMap((part) => (part.type === 'chunk' ? Object.keys(part.modules) : []))
    .filter((path) => /[\\/]dist[\\/]devtools[\\/]/.test(path))
}

/** The line of the guide. */
const program = `
import { createClient } from 'hallpass'
export const auth = createClient({ issuer: 'https://login.example.com', clientId: 'my-spa' })
if (import.meta.env.DEV) import('hallpass/devtools').then(({ mountDevtools }) => mountDevtools(auth))
`

test('a build for production has nothing of the devtools, and one for development has them', async () => {
  expect(await devtoolsIn(program, 'production')).toEqual([])
  expect(await devtoolsIn(program, 'development')).not.toEqual([])
})

test('a build for production has them where the app asks for them', async () => {
  const asked = program.replace('import.meta.env.DEV', 'location.hash === "#hallpass"')
  expect(await devtoolsIn(asked, 'production')).not.toEqual([])
})

test('on a server nothing happens', () => {
  const auth = createClient({ issuer: 'https://login.example.com', clientId: 'my-spa' })
  expect(mountDevtools(auth)()).toBe(undefined)
})
