import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test'
import { test as base } from '@playwright/test'
import type { Engine } from '../../scripts/browsers.mjs'
import { launch } from './drive/launch.js'
import type { Browser, BrowserSession } from './drive/tab.js'
import type { World } from './harness/world.js'
import { createWorld } from './harness/world.js'

export { expect } from '@playwright/test'

export interface WorkerFixtures {
  readonly engine: Engine
  /** Started once, used by one test after the other. */
  readonly stage: { readonly browser: Browser; readonly world: World }
}

export interface TestFixtures {
  readonly blockThirdPartyCookies: boolean
  /** Somebody with a browser and a fresh profile. */
  readonly person: BrowserSession
  /** An authorization server, an app and two APIs, as new. */
  readonly world: World
}

type Test = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TestFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & WorkerFixtures
>

/**
 * Playwright Test only runs these: the browser is ours, so that WebKitGTK is driven through the same
 * scenarios.
 */
export const test: Test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['chromium', { option: true, scope: 'worker' }],
  blockThirdPartyCookies: [false, { option: true }],

  stage: [
    async ({ engine }, use) => {
      const [browser, world] = await Promise.all([launch(engine), createWorld()])
      await use({ browser, world })
      await Promise.all([browser.close(), world.close()])
    },
    { scope: 'worker' },
  ],

  person: async ({ stage, blockThirdPartyCookies }, use) => {
    const session = await stage.browser.newSession({ blockThirdPartyCookies })
    await use(session)
    await session.close()
  },

  world: async ({ stage }, use) => {
    await stage.world.reset()
    await use(stage.world)
  },
})
