// `npm run mutants`: changes single lines, and waits for a test to fail. Each file is tried with the tests
// that are about it, since all tests take too long: `npm run mutants -- src/session/record.ts`

import { spawnSync } from 'node:child_process'

const session = 'test/session/*.test.ts'
const regressions = 'test/regressions/*.test.ts'

const testsOf = {
  'src/fetch/targets.ts': ['test/fetch/targets.test.ts'],
  'src/protocol/id-token.ts': ['test/protocol/id-token.test.ts'],
  'src/session/reconcile.ts': ['test/session/reconcile.test.ts'],
  'src/session/record.ts': ['test/session/record.test.ts'],
  'src/session/owner.ts': ['test/session/owner.test.ts'],
  'src/session/lifetime.ts': ['test/session/lifetime.test.ts'],
  'src/session/renewal-failure.ts': ['test/session/renewal-failure.test.ts'],
  'src/session/renewal-timer.ts': ['test/session/renewal-timer.test.ts'],
  'src/session/sign-outs.ts': ['test/session/sign-outs.test.ts'],
  'src/session/state.ts': ['test/session/state.test.ts'],
  'src/session/store.ts': ['test/session/store.test.ts'],
  'src/session/record-store.ts': ['test/session/record-store.test.ts'],
  'src/session/vault.ts': ['test/session/vault.test.ts'],
  'src/session/tokens.ts': [session, regressions],
  'src/session/current.ts': [session],
  'src/server/cookies.ts': ['test/server/cookies.test.ts'],
  'src/server/check-request.ts': ['test/server/check-request.test.ts'],
}

const chosen = process.argv.slice(2)
for (const [file, tests] of Object.entries(testsOf)) {
  if (chosen.length && !chosen.includes(file)) continue
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', file], {
    stdio: 'inherit',
    env: { ...process.env, HALLPASS_MUTANT_TESTS: tests.join() },
  })
  if (status) process.exitCode = status
}
