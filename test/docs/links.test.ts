// @vitest-environment node

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project, readDocuments } from './documents.js'
import { deadLinks, unknownCommands } from './links.js'

const documents = readDocuments()

test('every link within the documents leads somewhere', () => {
  expect(deadLinks(documents, (path) => existsSync(join(project, path)))).toEqual([])
})

test('every command in the documents exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  expect(unknownCommands(documents, scripts)).toEqual([])
})

test('the first page names every entry point', () => {
  const { exports } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  const names = Object.keys(exports)
    .filter((name) => name !== './package.json')
    .map((name) => `\`${name.replace('.', 'hallpass')}\``)
  const text = readFileSync(join(project, 'README.md'), 'utf8')
  expect(names.filter((name) => !text.includes(name))).toEqual([])
})

describe('the check itself', () => {
  const text = [
    '# A title: `start()`, and more',
    '[here](#a-title-start-and-more) [nowhere](#a-title) [there](b.md#there) [gone](sub/gone.md)',
    '[elsewhere](https://example.com/c.md) `[code](x.md)` <img src="picture.png">',
    '```md',
    '[code](y.md)',
    '```',
    '`npm run known` and `npm run --silent unknown`',
  ].join('\n')
  const two = [
    { path: 'docs/a.md', text },
    { path: 'docs/b.md', text: '## There' },
  ]

  test('tells of dead links and headings, and of nothing else', () => {
    expect(deadLinks(two, (path) => ['docs/a.md', 'docs/b.md'].includes(path))).toEqual([
      'docs/a.md links to #a-title, and there is no such heading',
      'docs/a.md links to sub/gone.md, and there is no such file',
      'docs/a.md links to picture.png, and there is no such file',
    ])
  })

  test('tells of unknown commands', () => {
    expect(unknownCommands(two, { known: '' })).toEqual([
      'docs/a.md says npm run unknown, and package.json has no such script',
    ])
  })
})
