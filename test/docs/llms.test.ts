// @vitest-environment node

import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project, readDocuments } from './documents.js'

// Accept a change of the documents with: npx vitest run test/docs/llms.test.ts -u

test('llms.txt lists the documents', async () => {
  await expect(listFor('.')).toMatchFileSnapshot(join(project, 'llms.txt'))
})

test('docs/llms.txt is the same list, from there', async () => {
  await expect(listFor('docs')).toMatchFileSnapshot(join(project, 'docs/llms.txt'))
})

describe('every document', () => {
  test.each(documents().map(({ path }) => path))('%s is in llms.txt', (path) => {
    expect(listFor('.')).toContain(`(${path})`)
  })
})

/** The format of llmstxt.org: a title, a summary, and lists of links with what each is about. */
function listFor(folder: string): string {
  const link = (path: string): string => relative(folder, path)
  const sections = sectionsOf(readFileSync(join(project, 'docs/README.md'), 'utf8'))
  const named = sections.flatMap(({ items }) => items.map(({ path }) => path))
  const folders = [
    'docs/frameworks',
    'docs/migrating',
    'docs/providers',
    'docs/errors',
    'docs/reference',
  ].map((name) => ({
    title: `All of ${name}`,
    items: documents()
      .filter(({ path }) => dirname(path) === name && !named.includes(path))
      .map(({ path, text }) => ({ path, title: titleOf(text), about: '' })),
  }))
  const lists = [...sections, ...folders].map(({ title, items }) => {
    const lines = items.map((item) => {
      const about = item.about === '' ? '' : `: ${item.about}`
      return `- [${item.title}](${link(item.path)})${about}`
    })
    return `## ${title}\n\n${lines.join('\n')}`
  })
  const { description } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  const start = `Begin with [the rules that matter](${link('AGENTS.md')}), which fit on two pages.`
  return `# Hallpass\n\n> ${description}\n\n${start}\n\n${lists.join('\n\n')}\n`
}

interface Section {
  readonly title: string
  readonly items: readonly Item[]
}

interface Item {
  /** From the root of the project. */
  readonly path: string
  readonly title: string
  readonly about: string
}

/** The sections of docs/README.md that are lists of documents. */
function sectionsOf(index: string): readonly Section[] {
  return index
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const items = section.split(/\n(?=- )|\n\n/).flatMap((item) => {
        const found = /^- \[(?<title>[^\]]+)\]\((?<to>[^)#]+\.md)\):(?<about>.*)$/s.exec(item)
        const { title = '', to = '', about = '' } = found?.groups ?? {}
        return found ? [{ path: join('docs', to), title, about: about.replace(/\s+/g, ' ').trim() }] : []
      })
      return { title: section.slice(0, section.indexOf('\n')), items }
    })
    .filter(({ items }) => items.length > 0)
}

function titleOf(text: string): string {
  return (/^# (.*)$/m.exec(text)?.[1] ?? '').replaceAll('`', '')
}

function documents() {
  return readDocuments().filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')
}
