// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { readDocuments } from './documents.js'
import { snippetsOf } from './snippets.js'
import { typeCheck } from './type-check.js'

const snippets = readDocuments().flatMap(({ path, text }) => snippetsOf(path, text))

describe.skipIf(snippets.length === 0)('the code in the documents compiles against the built package', () => {
  const complaints = typeCheck(snippets, 'documents')
  test.each(snippets.map(({ place }, index) => ({ place, complaints: complaints[index] })))(
    '$place',
    (snippet) => {
      expect(snippet.complaints).toEqual([])
    },
  )
})

describe('the check itself', () => {
  const text = [
    '# Title',
    '```ts',
    "import { createClient } from 'hallpass'",
    'const wrong: string = createClient',
    '```',
    '```python',
    'not: typescript =',
    '```',
    '<!-- given:',
    'declare const button: HTMLButtonElement',
    'declare const other: number',
    '-->',
    '',
    '```tsx',
    'button.onclick = () => other.toFixed()',
    'button.nothing()',
    '```',
    '- in a list',
    '  ```ts title="a.ts"',
    '  export const fine = await Promise.resolve(1)',
    '  ```',
    '```ts',
    "import { nothingLikeIt } from 'hallpass'",
    '```',
    '```ts excerpt',
    'function signatureOnly(): string',
    '```',
  ].join('\n')

  test('finds the blocks of TypeScript and nothing else', () => {
    expect(snippetsOf('a.md', text).map(({ place, extension }) => `${place} ${extension}`)).toEqual([
      'a.md:3 ts',
      'a.md:15 tsx',
      'a.md:20 ts',
      'a.md:23 ts',
    ])
  })

  test('tells what is wrong with each, at the line of the document', () => {
    const complaints = typeCheck(snippetsOf('a.md', text), 'check-itself')
    expect(complaints[0]).toEqual([expect.stringMatching(/^a\.md:4 error TS2322/)])
    expect(complaints[1]).toEqual([expect.stringMatching(/^a\.md:16 error TS2339/)])
    expect(complaints[2]).toEqual([])
    expect(complaints[3]).toEqual([expect.stringMatching(/^a\.md:23 error TS2305/)])
  })
})
