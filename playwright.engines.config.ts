import type { PlaywrightTestConfig } from '@playwright/test'
import { defineConfig } from '@playwright/test'
import config, { inFirstEngine } from './playwright.config.js'
import { engines } from './scripts/browsers.mjs'
import type { WorkerFixtures } from './test/browser/scenario.js'

/** In the other engines, what `npm test` drives in the first alone: `npm run test:engines`. */
const all: PlaywrightTestConfig<object, WorkerFixtures> = defineConfig<object, WorkerFixtures>({
  ...config,
  projects: engines.slice(1).flatMap((engine) => [
    { name: engine, use: { engine }, testMatch: [...inFirstEngine] },
    { name: `${engine}, once`, use: { engine }, grep: /@once/, testIgnore: [...inFirstEngine] },
  ]),
})

export default all
