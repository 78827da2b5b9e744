// @vitest-environment node

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuthError, type AuthErrorCode } from '../../src/index.js'
import { project } from './documents.js'

test('the guide to errors has every code, with what to do about it', () => {
  const source = readFileSync(join(project, 'src/error-details.ts'), 'utf8')
  const body = source.slice(source.indexOf('export interface AuthErrorDetails {'))
  const codes = [...body.slice(0, body.indexOf('\n}')).matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(
    ([, code = '']) => code,
  )
  expect(codes).toContain('signed-out')

  const guide = readFileSync(join(project, 'docs/guides/errors.md'), 'utf8')
  const rows = [...guide.matchAll(/^\| `([a-z-]+)` +\| .* \| `(retry|sign-in|fix)` +\|/gm)]
  const told = rows.map(([, code, recovery]) => `${code}: ${recovery}`)
  const expected = codes.map(
    (code) => `${code}: ${new AuthError(code as AuthErrorCode, {} as never, '').recovery}`,
  )
  expect(told.toSorted()).toEqual(expected.toSorted())
})
