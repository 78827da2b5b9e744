import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import { engines } from './scripts/browsers.mjs'
import type { WorkerFixtures } from './test/browser/scenario.js'

/**
 * What depends on the engine least: pages for developers, what an authorization server decides, and what
 * providers do otherwise. `npm test` drives them in the first engine alone, and
 * `npm run test:engines` in the others.
 */
export const inFirstEngine: readonly string[] = [
  'dashboard.spec.ts',
  'devtools.spec.ts',
  'diagnose.spec.ts',
  'providers.spec.ts',
  'strict.spec.ts',
]

/** Real browsers against a real authorization server. Which ones: `npx playwright test --project=firefox`. */
const config: PlaywrightTestConfig<object, WorkerFixtures> = defineConfig<object, WorkerFixtures>({
  testDir: 'test/browser',
  outputDir: 'test-results',
  // A test that passes only when it is tried again has found something.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  forbidOnly: 'CI' in process.env,
  projects: engines.map((engine) => ({
    name: engine,
    use: { engine },
    // `@once` marks what does not depend on the engine, like the requests that a page sends.
    ...(engine !== engines[0] && { grepInvert: /@once/, testIgnore: [...inFirstEngine] }),
  })),
})

export default config
