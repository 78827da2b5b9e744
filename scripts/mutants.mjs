// `npm run mutants`: changes single lines of what decides about a session or a secret, and waits for a test
// to fail. Each file is tried with the tests that are about it alone, since all tests for each mutant would
// take days. `npm run mutants -- src/session/record.ts` tries one file.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const testsOf = {
  'src/fetch/targets.ts': 'test/fetch/targets.test.ts',
  'src/protocol/id-token.ts': 'test/protocol/id-token.test.ts',
  'src/session/current-session.ts': 'test/session/current-session.test.ts',
  'src/session/lifetime.ts': 'test/session/lifetime.test.ts',
  'src/session/owner.ts': 'test/session/record.test.ts',
  'src/session/decide-what-to-show.ts': 'test/session/decide-what-to-show.test.ts',
  'src/session/record.ts': 'test/session/record.test.ts',
  'src/session/record-store.ts': 'test/session/record-store.test.ts',
  'src/session/renewal-failure.ts': 'test/session/renewal-failure.test.ts',
  'src/session/renewal-timer.ts': 'test/session/renewal-timer.test.ts',
  'src/session/sign-outs.ts': 'test/session/sign-outs.test.ts',
  'src/session/state.ts': 'test/session/state.test.ts',
  'src/session/store.ts': 'test/session/store.test.ts',
  'src/session/tokens.ts': 'test/session/tokens.test.ts',
  'src/session/vault.ts': 'test/session/vault.test.ts',
  'src/server/check-request.ts': 'test/server/check-request.test.ts',
  'src/server/cookies.ts': 'test/server/cookies.test.ts,test/server/check-request.test.ts',
}

const returnsUndefinedAnyway = 'A function that returns nothing returns undefined as well.'

/**
 * The mutants that no test can notice: by their file and the code that is changed, why.
 *
 * @type {Record<string, Record<string, string>>}
 */
const equivalent = {
  'src/session/sign-outs.ts': { '{ return undefined }': returnsUndefinedAnyway },
  'src/session/tokens.ts': {
    "session.status === 'signed-in'":
      'While this page has a record, its session is signed in; the type wants the question.',
  },
  'src/session/vault.ts': { '{ return undefined }': returnsUndefinedAnyway },
}

const report = '.cache/mutants.json'
const chosen = process.argv.slice(2)
const rows = []
for (const [file, tests] of Object.entries(testsOf)) {
  if (chosen.length && !chosen.includes(file)) continue
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', file], {
    stdio: 'inherit',
    env: { ...process.env, HALLPASS_MUTANT_TESTS: tests },
  })
  if (status) process.exit(status)
  rows.push(rowOf(file))
}
console.table(rows)
for (const { file } of rows) {
  for (const [code, reason] of Object.entries(equivalent[file] ?? {}))
    console.info(`${file}: ${code}: ${reason}`)
}
if (rows.some((row) => row.survived || row['not run by a test'])) process.exitCode = 1

/** @param {string} file */
function rowOf(file) {
  const { source, mutants } = JSON.parse(readFileSync(report, 'utf8')).files[file]
  const row = { file, killed: 0, timeout: 0, survived: 0, equivalent: 0, 'not run by a test': 0 }
  for (const { status, location } of mutants) {
    if (status === 'Killed') row.killed++
    if (status === 'Timeout') row.timeout++
    if (status === 'NoCoverage') row['not run by a test']++
    if (status === 'Survived') row[equivalent[file]?.[codeAt(source, location)] ? 'equivalent' : 'survived']++
  }
  return row
}

/**
 * The code between two places, counted from 1, on one line.
 *
 * @param {string} source
 * @param {Record<'start' | 'end', { line: number; column: number }>} location
 */
function codeAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  lines[last] = lines[last]?.slice(0, end.column - 1) ?? ''
  lines[0] = lines[0]?.slice(start.column - 1) ?? ''
  return lines.join(' ').replace(/\s+/g, ' ')
}
