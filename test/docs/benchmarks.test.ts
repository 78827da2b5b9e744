// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { peers } from '../../bench/peers/libraries.js'
import { filesOf } from '../../bench/peers/report/write.js'
import { project } from './documents.js'

const folder = join(project, 'bench/peers')
const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))

test('the benchmarks page, its pictures and the table in README.md say what results.json says', async () => {
  for (const [path, text] of await filesOf(results)) {
    expect(readFileSync(join(project, path), 'utf8'), `${path}: run npm run bench:peers`).toBe(text)
  }
})

test('every library is measured in everything', () => {
  for (const [measure, found] of Object.entries(results.measures)) {
    expect(Object.keys(found as object).sort(), measure).toEqual(peers.map(({ name }) => name).sort())
  }
})

test('every library is used in at most 40 lines, except what is written by hand', () => {
  const files = readdirSync(join(folder, 'libraries'))
  expect(files.sort()).toEqual(peers.map(({ name }) => `${name}.ts`).sort())
  for (const file of files.filter((name) => name !== 'by-hand.ts')) {
    const lines = readFileSync(join(folder, 'libraries', file), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines.length, file).toBeLessThanOrEqual(40)
  }
})

test('the bench installs the versions that results.json names', () => {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const [name, version] of Object.entries(dependencies))
    expect(results.versions[name], name).toBe(version)
})
