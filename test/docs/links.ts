import { dirname, join, normalize } from 'node:path'
import type { Document } from './documents.js'

const link = /\]\((?<inline>[^)\s]+)\)|(?:src|srcset|href)="(?<attribute>[^"]+)"/g

/** One sentence for each link within the project that leads nowhere. */
export function deadLinks(documents: readonly Document[], exists: (path: string) => boolean): string[] {
  const headings = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]))
  return documents.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(link)]
      .map(({ groups }) => groups?.inline ?? groups?.attribute ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .flatMap((target) => {
        const [file = '', anchor] = target.split('#')
        const found = file === '' ? path : normalize(join(dirname(path), file))
        if (!exists(found)) return [`${path} links to ${target}, and there is no such file`]
        const dead = anchor !== undefined && !headings.get(found)?.has(anchor)
        return dead ? [`${path} links to ${target}, and there is no such heading`] : []
      }),
  )
}

/** The anchors that GitHub makes of headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...withoutCode(text).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  )
}

/** What the reader's own app has. */
const readersCommands: readonly string[] = ['dev']

/** One sentence for each command that package.json does not have. */
export function unknownCommands(
  documents: readonly Document[],
  scripts: Readonly<Record<string, string>>,
): string[] {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:--?\S+ )*([\w:-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !Object.hasOwn(scripts, name) && !readersCommands.includes(name))
      .map((name) => `${path} says npm run ${name}, and package.json has no such script`),
  )
}

/** What looks like a link or a heading in code is none. */
function withoutCode(text: string): string {
  return text
    .replace(/^ *(```+)[\s\S]*?^ *\1 *$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()`]/g, ''))
}
