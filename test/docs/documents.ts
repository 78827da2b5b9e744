import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const project: string = join(import.meta.dirname, '../..')

export interface Document {
  /** `docs/guides/errors.md` */
  readonly path: string
  readonly text: string
}

/** Everything a person may read. Not the changelog: it is about its own time. */
export function readDocuments(): readonly Document[] {
  const paths = [
    'README.md',
    'ARCHITECTURE.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'AGENTS.md',
    ...markdownIn('docs'),
  ]
  return paths
    .filter((path) => existsSync(join(project, path)))
    .map((path) => ({ path, text: readFileSync(join(project, path), 'utf8') }))
}

function markdownIn(folder: string): string[] {
  if (!existsSync(join(project, folder))) return []
  const files = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.md')).map((file) => join(folder, file))
}
