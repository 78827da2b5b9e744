// What tools that write code read (llmstxt.org): llms.txt, and each page as Markdown beside the page.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { documents, pageOf, project, resolveLink } from './pages.js'

export function writeForTools(folder: string, base: string): void {
  for (const file of [...documents(), 'docs/llms.txt']) {
    const target = join(folder, pageOf(file) ?? 'llms.txt')
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, withAddresses(file, base))
  }
}

/** The text of a document, with links that lead to the Markdown of the other pages. */
function withAddresses(file: string, base: string): string {
  return readFileSync(join(project, file), 'utf8').replace(
    /\]\(([^)\s]+\.md)(#[^)\s]*)?\)/g,
    (link, path, anchor) => {
      const address = resolveLink(file, path)
      if (address === path) return link
      return `](${base}${address.slice(1).replace(/(^|\/)$/, '$1index')}.md${anchor ?? ''})`
    },
  )
}
