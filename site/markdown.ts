// What the documents need so that they are the same on GitHub and on the site.

import { relative } from 'node:path'
import { project, resolveLink } from './pages.js'

/** As much of markdown-it as is used here. */
interface Token {
  type: string
  content: string
  children: Token[] | null
  attrGet(name: string): string | null
  attrSet(name: string, value: string): void
}

interface Markdown {
  core: {
    ruler: {
      push(
        name: string,
        rule: (state: { tokens: Token[]; env: { realPath?: string; path: string } }) => void,
      ): void
    }
  }
}

export function adaptDocuments(markdown: Markdown): void {
  markdown.core.ruler.push('documents', ({ tokens, env }) => {
    const from = relative(project, env.realPath ?? env.path)
      .split('\\')
      .join('/')
    for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href !== null) token.attrSet('href', resolveLink(from, href))
      if (token.type === 'html_block') token.content = bothPictures(token.content)
    }
  })
}

/**
 * `<picture>` asks the system for light or dark, and the site has a switch of its own: so both pictures are
 * there, and the style sheet shows one of them.
 */
function bothPictures(html: string): string {
  return html.replace(
    /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="([^"]+)"([^>]*)>\s*<\/picture>/g,
    (_, dark: string, light: string, rest: string) =>
      `<p><img class="in-light" src="${asRelative(light)}"${rest}><img class="in-dark" src="${asRelative(dark)}"${rest}></p>`,
  )
}

/** The bundler takes `./images/a.png` for a file, and `images/a.png` for the name of a package. */
function asRelative(path: string): string {
  return /^\.|^[a-z]+:/.test(path) ? path : `./${path}`
}
