// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorPages } from '../../scripts/error-pages.mjs'
import { checks } from '../../src/diagnose/diagnosis.js'
import { errorPage, textOf } from '../../src/explain.js'
import { AuthError } from '../../src/index.js'
import { project } from './documents.js'

const pages = errorPages({
  source: readFileSync(join(project, 'src/error-details.ts'), 'utf8'),
  textOf,
  recoveryOf: (code) => new AuthError(code, {} as never, '').recovery,
  checks,
})

test('the pages about errors say what the code says: after a change, npm run errors:update', async () => {
  const made = await pages
  expect(made.size).toBeGreaterThan(20)
  const files = readdirSync(join(project, 'docs/errors')).map((file) => `docs/errors/${file}`)
  expect(files.toSorted()).toEqual([...made.keys()].toSorted())
  for (const [file, text] of made) expect(readFileSync(join(project, file), 'utf8'), file).toBe(text)
})

test('each error that a check names has a page, and the page names the check', async () => {
  const made = await pages
  for (const { id, errors } of checks)
    for (const code of errors) expect(made.get(errorPage(code)), `${id}: ${code}`).toContain(`(\`${id}\`)`)
})

test('the text of an error ends with the address of its page, once the documents have one', () => {
  expect(textOf('popup-closed', {})).toBe('The window to sign in with was closed. Sign in again.')
  expect(textOf('popup-closed', {}, 'https://docs.example')).toBe(
    'The window to sign in with was closed. Sign in again. https://docs.example/errors/popup-closed',
  )
})
