import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'

/** Not tests: `npm run bench` prints a table. Playwright Test runs it since it runs TypeScript. */
const config: PlaywrightTestConfig = defineConfig({
  testDir: '.',
  testMatch: 'bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  timeout: 1_800_000,
  reporter: 'line',
})

export default config
