// @vitest-environment node

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../docs/documents.js'
import { rows, serverRows } from './rows.js'

/** Each family of attacks with the numbers of its classes, as they were catalogued. */
const catalogue: Readonly<Record<string, string>> = {
  CB: '1 2 3 4 5 7 8 9 10 11 12 13 15',
  PK: '1 2 3 4 5 7 8',
  MX: '1 2 3 4 6 7',
  RT: '1 2 3 5 7 9 10 11 12 13 14 15',
  LK: '1 2 3 4 5 6 7 8 9 10 11 12 13 14',
  OR: '1 2 3 4 6 7 8 10 11 13 14 15 16 17 18 19 20 21 22',
  PM: '1 2 3 4 5 6 7 8 9 10',
  BC: '1 3 4 5',
  ST: '1 2 3 5 6 7 8 10 11 12 13 14',
  CK: '1 2 3 5 6 7',
  RF: '1 2 3 4 5 7 9 10 11 13 14 15 16',
  NW: '1 2 3 4 5 6 7 9 10 11 12 13 14 15 16',
  DS: '1 2 3 4 7 8 9 10',
  JW: '1 2 3 4 5 6 7 8 10 11 12 13',
  TR: '1 2 3 4 5 6 8 9',
  DP: 'a b d e f g h j',
  LC: '1 2 3 4 6 7 8 9 10 11',
  CL: '1 3 4',
  RX: '2 3',
  WK: '1 2 3 4 5 6 7',
  LO: 'a b c d e',
  RL: '1 2 3 4 5 6 7 9 11 12 13',
}
/** Those that came with the update of RFC 9700 (draft 3, July 2026). */
const added = ['AI', 'COAT', 'CUSF']

test('every attack of the catalogue has a row, and no other row is there', () => {
  const families = Object.entries(catalogue)
  const ids = families.flatMap(([family, numbers]) => numbers.split(' ').map((one) => `${family}-${one}`))
  expect(rows.map(({ id }) => id)).toEqual([...ids, ...added])
})

test('a row has a test, or a reason why it has none', () => {
  for (const { id, tests, notApplicable } of [...rows, ...serverRows])
    expect([id, tests.length > 0]).toEqual([id, notApplicable === undefined])
})

test.each([...rows, ...serverRows].filter(({ tests }) => tests.length > 0))(
  '$id is held by tests that exist',
  ({ tests }) => {
    for (const [file, name] of tests) {
      const source = readFileSync(join(project, 'test', file), 'utf8').replaceAll("\\'", "'")
      expect(source.includes(name), `${file}: ${name}`).toBe(true)
    }
  },
)

test('what is checked of requests to the server part is checked over a server of Node as well', () => {
  const overNode = readFileSync(join(project, 'test/server/over-node.test.ts'), 'utf8')
  const inMemory = ['server/proxy.test.ts', 'server/check-request.test.ts', 'server/options.test.ts']
  for (const { id, tests } of serverRows) {
    const files = tests.map(([file]) => file).filter((file) => /^(server|attacks)\//.test(file))
    for (const file of files.filter((file) => !inMemory.includes(file)))
      expect(overNode.includes(`/${file.replace(/.*\//, '').replace('.ts', '.js')}')`), id).toBe(true)
  }
})

test('everything that the guide says the server part checks has a row', () => {
  const guide = readFileSync(join(project, 'docs/guides/server.md'), 'utf8').replace(/\s+/g, ' ')
  const [, checks = ''] = /## What it checks (.*?) - `rateLimit/.exec(guide) ?? []
  expect(checks).not.toBe('')
  let left = checks
  for (const { id, says } of serverRows) {
    expect(guide.includes(says), `${id}: ${says}`).toBe(true)
    left = left.replace(says, '')
  }
  const subjects = /Every request of a page:|Logins:|Callbacks:|Towards providers:|ID Tokens:|\band\b/g
  expect(left.replace(subjects, '').replace(/[\s;,.]/g, '')).toBe('')
})
