import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import config, { inFirstEngine } from './playwright.config.js'
import { engines } from './scripts/browsers.mjs'
import type { WorkerFixtures } from './test/browser/scenario.js'

/** In all engines, what `npm test` drives in the first alone: `npm run test:engines`. */
const all: PlaywrightTestConfig<object, WorkerFixtures> = defineConfig<object, WorkerFixtures>({
  ...config,
  testMatch: [...inFirstEngine],
  projects: engines.map((engine) => ({ name: engine, use: { engine } })),
})

export default all
