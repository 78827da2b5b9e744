// The build fails if a link within the site leads nowhere: to no page, or to no heading.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** One sentence for each link of the built pages that leads nowhere. */
export function brokenLinks(folder: string, base: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.split('\\').join('/'))
  const texts = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]))
  const anchors = new Map([...texts].map(([page, text]) => [page, anchorsIn(text)]))
  return [...texts].flatMap(([page, text]) =>
    [...new Set(linksIn(text))].flatMap((link) => {
      const { pathname, hash } = new URL(link, `https://site.example${base}${page}`)
      if (!pathname.startsWith(base)) return [`${page} links to ${link}, which is outside of ${base}`]
      const file = fileOf(decodeURIComponent(pathname.slice(base.length)))
      if (!texts.has(file))
        return existsSync(join(folder, file)) ? [] : [`${page} links to ${link}, and there is no such page`]
      const known = hash === '' || anchors.get(file)?.has(decodeURIComponent(hash.slice(1)))
      return known ? [] : [`${page} links to ${link}, and there is no such heading`]
    }),
  )
}

/** Without what leads to another site. */
function linksIn(html: string): string[] {
  return [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => !/^([a-z]+:|\/\/)/.test(href))
}

function anchorsIn(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id))
}

function fileOf(path: string): string {
  if (path === '' || path.endsWith('/')) return `${path}index.html`
  return posix.extname(path) === '.html' || /\.(txt|md|svg|png)$/.test(path) ? path : `${path}.html`
}
