import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import type { Results } from '../results.js'
import { render } from './render.js'

const project = join(import.meta.dirname, '../../..')
const markers = ['<!-- bench:peers -->', '<!-- /bench:peers -->'] as const

/** Every file that `results.json` decides about, by its path in the project. */
export async function filesOf(results: Results): Promise<ReadonlyMap<string, string>> {
  const { page, table, pictures } = render(results)
  return new Map([
    ['docs/benchmarks.md', await prose(page)],
    ['README.md', await prose(between(readFileSync(join(project, 'README.md'), 'utf8'), table))],
    ...[...pictures].map(([name, svg]) => [`docs/images/benchmarks/${name}`, svg] as const),
  ])
}

export async function writeReport(results: Results): Promise<void> {
  mkdirSync(join(project, 'docs/images/benchmarks'), { recursive: true })
  for (const [path, text] of await filesOf(results)) writeFileSync(join(project, path), text)
}

function between(text: string, table: string): string {
  const [start, end] = markers.map((marker) => text.indexOf(marker))
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new Error(`README.md has no ${markers.join(' … ')}.`)
  }
  return `${text.slice(0, start + markers[0].length)}\n\n${table}\n\n${text.slice(end)}`
}

async function prose(text: string): Promise<string> {
  const options = JSON.parse(readFileSync(join(project, '.prettierrc.json'), 'utf8'))
  return format(text, { ...options, parser: 'markdown' })
}
