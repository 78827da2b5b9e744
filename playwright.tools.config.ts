import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import config, { tools } from './playwright.config.js'
import { engines } from './scripts/browsers.mjs'
import type { WorkerFixtures } from './test/browser/scenario.js'

/** The pages for developers in all engines: `npm run test:tools`. */
const all: PlaywrightTestConfig<object, WorkerFixtures> = defineConfig<object, WorkerFixtures>({
  ...config,
  testMatch: [...tools],
  projects: engines.map((engine) => ({ name: engine, use: { engine } })),
})

export default all
