import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import { findBrowsers } from '../../scripts/browsers.mjs'

/** The built site in Chromium: `npm run test:site`, which builds it. */
const config: PlaywrightTestConfig = defineConfig({
  testDir: '.',
  outputDir: '../../test-results/site',
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  forbidOnly: 'CI' in process.env,
  use: { launchOptions: findBrowsers().chromium ?? {}, actionTimeout: 10_000 },
})

export default config
