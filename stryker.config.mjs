// `npm run mutants`: does a test notice when a line is wrong? Where that decides about a session or a secret.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'stryker.vitest.config.ts' },
  // Known to survive: in `checkOrigin` (check-request.ts) the comparison of `origin` beside that of the
  // method. A request that has an Origin and comes so far has other Fetch Metadata than `same-origin`, and is
  // refused for that.
  mutate: [
    'src/session/**/*.ts',
    'src/fetch/targets.ts',
    'src/protocol/id-token.ts',
    'src/server/cookies.ts',
    'src/server/check-request.ts',
  ],
  // A string is mostly the text of an error.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false },
  tempDirName: '.cache/stryker',
  // Stryker reads it with an interface that TypeScript 7 does not have. It needs no change in a copy.
  tsconfigFile: 'not-read.json',
  ignorePatterns: ['dist', 'bench', 'demo', 'api', 'test-results', '.cache'],
  concurrency: 2,
  timeoutMS: 20_000,
}
