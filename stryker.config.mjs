// For `npm run mutants` (scripts/mutants.mjs), which says what is mutated and with which tests.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'stryker.vitest.config.ts' },
  // A string is mostly the text of an error.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: '.cache/mutants.json' },
  tempDirName: '.cache/stryker',
  // Stryker reads it with an interface that TypeScript 7 does not have. It needs no change in a copy.
  tsconfigFile: 'not-read.json',
  ignorePatterns: ['dist', 'bench', 'demo', 'api', 'test-results', '.cache'],
  concurrency: 2,
  timeoutMS: 10_000,
}
