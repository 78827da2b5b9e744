// The Content-Security-Policy of every page of the site. A static host need not send a header for it.

import { createHash } from 'node:crypto'

/**
 * The page, with a policy that allows the scripts of the site and of this very page, and nothing from any other
 * place. The colours of the code examples are in `style` attributes, so these are allowed.
 */
export function withPolicy(html: string): string {
  const hashes = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`.trim(),
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const tag = `<meta http-equiv="Content-Security-Policy" content="${policy}">`
  return html.replace(/<meta charset="[^"]*">/, (charset) => `${charset}\n    ${tag}`)
}
