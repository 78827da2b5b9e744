// Which documents are pages of the site, at which address, and in which order.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const project: string = fileURLToPath(new URL('..', import.meta.url))

/** Documents at the root of the project, with their pages. */
const rootPages: Readonly<Record<string, string>> = {
  'README.md': 'overview.md',
  'SECURITY.md': 'security.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'AGENTS.md': 'agents.md',
}

/** The parts of the sidebar, in reading order. A name that ends with `/` is every document of that folder. */
const parts: readonly { readonly title: string; readonly documents: readonly string[] }[] = [
  {
    title: 'New here?',
    documents: ['README.md', 'docs/README.md', 'docs/guides/getting-started.md', 'docs/guides/routers.md'],
  },
  {
    title: 'Playgrounds',
    documents: [
      'site/playground/index.md',
      'site/playground/session-and-tabs.md',
      'site/playground/bad-days.md',
    ],
  },
  { title: 'Frameworks', documents: ['docs/frameworks/'] },
  {
    title: 'Guides',
    documents: [
      'docs/guides/calling-apis.md',
      'docs/guides/sessions-and-tabs.md',
      'docs/guides/errors.md',
      'docs/guides/testing.md',
      'docs/guides/dev-server.md',
      'docs/guides/devtools.md',
      'docs/guides/doctor.md',
      'docs/guides/server.md',
      'docs/guides/dpop.md',
      'docs/guides/signatures-and-fapi.md',
      'docs/guides/buttons.md',
      'docs/guides/google-identity-and-fedcm.md',
      'docs/guides/fastapi.md',
      'docs/guides/observability.md',
      'docs/guides/stackblitz.md',
    ],
  },
  { title: 'Security', documents: ['SECURITY.md'] },
  { title: 'Providers', documents: ['docs/providers/'] },
  { title: 'Migrating', documents: ['docs/migrating/'] },
  { title: 'Reference', documents: ['docs/reference/'] },
  { title: 'Every error', documents: ['docs/errors/'] },
  {
    title: 'About the project',
    documents: [
      'ARCHITECTURE.md',
      'docs/interop.md',
      'docs/conformance.md',
      'docs/benchmarks.md',
      'AGENTS.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
    ],
  },
]

/**
 * The page of a Markdown file, as a path below the site: `docs/errors/README.md` is `errors/index.md`.
 * Undefined: the file is no page.
 */
export function pageOf(file: string): string | undefined {
  if (Object.hasOwn(rootPages, file)) return rootPages[file]
  if (file === 'docs/README.md') return 'documents.md'
  const found = /^(?:docs|site)\/(.+\.md)$/.exec(file)?.[1]
  return found?.replace(/(^|\/)README\.md$/, '$1index.md')
}

export interface SidebarItem {
  readonly text: string
  readonly link: string
}

export interface SidebarPart {
  readonly text: string
  readonly collapsed: boolean
  readonly items: readonly SidebarItem[]
}

/** The sidebar. A folder of documents is closed at first, except the frameworks. */
export function sidebar(): SidebarPart[] {
  return parts.map(({ title, documents }) => ({
    text: title,
    collapsed: documents.some((document) => document.endsWith('/')) && title !== 'Frameworks',
    items: documents
      .flatMap((document) => (document.endsWith('/') ? documentsIn(document) : [document]))
      .map(item),
  }))
}

/** `README.md` of a folder is first, and the others follow by name. */
function documentsIn(folder: string): string[] {
  const names = readdirSync(join(project, folder)).filter((name) => name.endsWith('.md'))
  const first = names.filter((name) => name === 'README.md')
  const others = names.filter((name) => name !== 'README.md').toSorted(byName)
  return [...first, ...others].map((name) => `${folder}${name}`)
}

/** `hallpass.md` comes before `hallpass-dpop.md`. */
function byName(one: string, other: string): number {
  return basename(one, '.md') < basename(other, '.md') ? -1 : 1
}

function item(file: string): SidebarItem {
  const text = /^# (.*)$/m.exec(readFileSync(join(project, file), 'utf8'))?.[1] ?? file
  return { text: file === 'README.md' ? 'Overview' : text.replaceAll('`', ''), link: addressOf(file) ?? '' }
}

/** The address of a file on the site, with a slash at its beginning. Undefined: there is none. */
export function addressOf(file: string): string | undefined {
  if (file === 'docs/llms.txt') return '/llms.txt'
  const page = file.endsWith('.md') ? pageOf(file) : `source/${sourceName(file)}.md`
  return page === undefined ? undefined : `/${page.replace(/(^|(?<=\/))index\.md$|\.md$/, '')}`
}

/** Without dots: a web server would take `main.py` for a file. */
function sourceName(path: string): string {
  return path.replace(/\/$/, '').replaceAll('.', '-')
}

/** Where a link within a document leads on the site: `../guides/errors.md#network`. */
export function resolveLink(from: string, target: string): string {
  const [path = '', anchor] = target.split('#')
  if (path === '' || path.startsWith('/') || /^[a-z]+:/.test(target)) return target
  const address = addressOf(posix.normalize(posix.join(posix.dirname(from), path)))
  const suffix = anchor === undefined ? '' : `#${anchor}`
  return address === undefined ? target : `${address}${suffix}`
}

/** The anchor that GitHub makes of a heading, so that a link works there and here. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

/** A file of the project that is no document and that a document links to. */
export interface SourceFile {
  /** Below `source/` on the site: `demo/fastapi/access_token-py`. */
  readonly path: string
  /** In Markdown. */
  readonly content: string
}

/** Every file and folder that the pages link to and that is no page. */
export function linkedSources(): SourceFile[] {
  const found = new Set<string>()
  const add = (path: string): void => {
    const whole = join(project, path)
    if (path.endsWith('.md') || found.has(path) || !existsSync(whole)) return
    found.add(path)
    if (statSync(whole).isDirectory()) for (const file of sourcesIn(path)) add(file)
  }
  for (const document of documents()) {
    const text = readFileSync(join(project, document), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s#:]+)\)/g))
      if (!/\.(svg|png|txt)$/.test(target))
        add(posix.join(posix.dirname(document), target).replace(/\/$/, ''))
  }
  return [...found].map((path) => ({ path: sourceName(path), content: sourcePage(path) }))
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => `${folder}/${entry.name}`)
}

function sourcePage(path: string): string {
  if (!statSync(join(project, path)).isDirectory()) {
    const language = /\.(py|txt|ts|mjs|json)$/.exec(path)?.[1] ?? 'txt'
    return `# ${basename(path)}\n\n\`${path}\`\n\n\`\`\`\`${language}\n${readFileSync(join(project, path), 'utf8')}\`\`\`\``
  }
  const list = sourcesIn(path).map((file) => `- [${basename(file)}](${addressOf(file)})`)
  return `# ${path}\n\n${list.join('\n')}`
}

/** Every document, from the root of the project. */
export function documents(): string[] {
  const inFolder = readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => posix.join('docs', file.split('\\').join('/')))
  return [...Object.keys(rootPages), ...inFolder]
}
