// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../docs/documents.js'
import { plans } from './modules.js'

const modules = plans.flatMap((plan) => plan.modules)

test('every module that applies has a file of its name, and no other file is one', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => /^(oidcc|fapi2)-/.test(file))
    .map((file) => file.replace('.test.ts', ''))
  const applicable = modules.filter(({ notApplicable }) => notApplicable === undefined)
  expect(files.sort()).toEqual(applicable.map(({ name }) => name).sort())
})

test('docs/conformance.md has every module, with what is said of it', () => {
  const page = readFileSync(join(project, 'docs/conformance.md'), 'utf8')
    .replace(/ +/g, ' ')
    .replace(/(\w|[.,`])\n(?=[\w`(])/g, '$1 ')
  for (const { name, note = '' } of plans) expect(page).toContain(`## ${name}\n\n${note}`)
  for (const { name, server, client, notApplicable } of modules) {
    const result = notApplicable === undefined ? 'pass' : `not applicable: ${notApplicable}`
    expect(page).toContain(`| ${name} | ${server} | ${client} | ${result} |`)
  }
})
