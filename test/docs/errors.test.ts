// @vitest-environment node

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuthError, type AuthErrorCode, messageFor } from '../../src/index.js'
import { project } from './documents.js'

const codes = errorCodes()

test('the guide to errors has every code, with what to do about it', () => {
  const guide = read('docs/guides/errors.md')
  expect(told(guide, /^\| `([a-z-]+)` +\| .* \| `(retry|sign-in|fix)` +\|/gm)).toEqual(expected())
})

test('the guide to errors has what people are told, for every code', () => {
  const guide = read('docs/guides/errors.md').replaceAll(/\n +/g, ' ')
  const items = [...guide.matchAll(/^- \*\*"?([^*"]+)"?\*\*(.*)$/gm)]
  for (const code of codes) {
    const error = new AuthError(code as AuthErrorCode, { error: 'server_error' } as never, '')
    const sentence = messageFor(error) ?? 'Nothing'
    const [, , named] = items.find(([, title]) => title === sentence) ?? []
    expect(named, sentence).toContain(`\`${code}\``)
  }
})

test('AGENTS.md has every code, with its recovery', () => {
  const [, list = ''] = /<!-- errors -->([\s\S]*)<!-- \/errors -->/.exec(read('AGENTS.md')) ?? []
  expect(told(list, /^- `([a-z-]+)` → `(retry|sign-in|fix)`: /gm)).toEqual(expected())
})

test('AGENTS.md is at most two pages long', () => {
  expect(read('AGENTS.md').split('\n').length).toBeLessThanOrEqual(150)
})

function read(path: string): string {
  return readFileSync(join(project, path), 'utf8')
}

function errorCodes(): readonly string[] {
  const source = read('src/error-details.ts')
  const body = source.slice(source.indexOf('export interface AuthErrorDetails {'))
  const found = [...body.slice(0, body.indexOf('\n}')).matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(
    ([, code = '']) => code,
  )
  expect(found).toContain('signed-out')
  return found
}

function told(text: string, row: RegExp): readonly string[] {
  return [...text.matchAll(row)].map(([, code, recovery]) => `${code}: ${recovery}`).toSorted()
}

function expected(): readonly string[] {
  return codes
    .map((code) => `${code}: ${new AuthError(code as AuthErrorCode, {} as never, '').recovery}`)
    .toSorted()
}
