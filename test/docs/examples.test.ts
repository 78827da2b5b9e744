// @vitest-environment node

import { readFileSync } from 'node:fs'
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
