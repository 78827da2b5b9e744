// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project, readDocuments } from './documents.js'
import { type Excerpt, excerptsOf, snippetsOf } from './snippets.js'

const excerpts = readDocuments().flatMap(({ path, text }) => excerptsOf(path, text))

function contentOf({ file }: Excerpt): string {
  return readFileSync(join(project, file), 'utf8')
}

describe('code that a document takes from a running example is the code of that example', () => {
  test.each(excerpts)('$place from $file', (excerpt) => {
    // `npm run examples` compiles it.
    expect(excerpt.code).toBe(contentOf(excerpt))
  })

  test('the documents have such code', () => {
    expect(excerpts.length).toBeGreaterThan(0)
  })
})

/** What an app is made of besides its configuration files in JSON, and the page that its template has. */
const code = /\.(tsx?|vue|svelte|js)$/

describe('an example is short', () => {
  test.each(['angular', 'next', 'react-router', 'solid', 'sveltekit', 'tanstack', 'vue'])('%s', (name) => {
    const folder = join(project, 'examples', name)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const own = files.filter((file) => code.test(file) && !/node_modules|routeTree/.test(file))
    const lines = own.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    const count = lines.filter((line) => line.trim()).length
    expect(count).toBeGreaterThan(50)
    expect(count).toBeLessThan(150)
  })

  test.each(['react-router', 'vue'])('%s has the versions that this project is tested with', (name) => {
    const read = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8'))
    const { version, devDependencies } = read('package.json')
    const { dependencies, devDependencies: tools } = read(`examples/${name}/package.json`)
    const known = { ...devDependencies, hallpass: version }
    for (const [dependency, wanted] of Object.entries({ ...dependencies, ...tools }))
      if (known[dependency] && dependency !== 'typescript')
        expect([dependency, wanted]).toEqual([dependency, known[dependency]])
  })
})

describe('the check itself', () => {
  const text = [
    '<!-- from: examples/vue/src/main.ts -->',
    '',
    '```ts',
    "import './nothing'",
    '```',
    '',
    '```ts',
    'export {}',
    '```',
  ].join('\n')

  test('finds the code with its file', () => {
    expect(excerptsOf('a.md', text)).toEqual([
      { place: 'a.md:1', file: 'examples/vue/src/main.ts', code: "import './nothing'\n" },
    ])
  })

  test('does not compile it a second time', () => {
    expect(snippetsOf('a.md', text).map(({ place }) => place)).toEqual(['a.md:8'])
  })
})
