import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundledScripts } from './scripts.js'

/**
 * As strict as a page can be: no inline style, no inline script, no `eval`, no string where markup or script
 * is expected.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
}

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><circle cx="40" cy="40" r="40"/></svg>'

/** A page with elements and a client made of nothing, under a strict Content-Security-Policy. */
export async function createElementsApp(): Promise<RequestListener> {
  const files = new Map(await bundledScripts())
  for (const name of ['elements.html', 'elements.css', 'elements.js', 'violations.js']) {
    files.set(`/${name}`, await readFile(join(import.meta.dirname, name), 'utf8'))
  }
  const page = files.get('/elements.html') ?? ''
  // A policy as strict as this one lets a page add no script to itself.
  files.set('/with-axe.html', page.replace('<script', '<script src="/axe.js"></script>\n  <script'))
  files.set('/axe.js', await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  files.set('/ada.svg', picture)

  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = pathname === '/' ? '/elements.html' : pathname
    const body = files.get(path)
    const type = types[path.replace(/^.*\./, '')] ?? 'text/plain'
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'content-security-policy': policy,
    })
    response.end(body)
  }
}
