import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import { findBrowsers } from '../../scripts/browsers.mjs'

/** The examples in Chromium. `scripts/examples.mjs` says in EXAMPLES which ones, and where they are. */
const config: PlaywrightTestConfig = defineConfig({
  testDir: '.',
  outputDir: '../../test-results/examples',
  retries: 0,
  workers: 2,
  timeout: 30_000,
  reporter: [['list'], ['json']],
  forbidOnly: 'CI' in process.env,
  use: { launchOptions: findBrowsers().chromium ?? {}, actionTimeout: 10_000 },
})

export default config
