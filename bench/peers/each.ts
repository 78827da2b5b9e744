import type { Browser } from '@playwright/test'
import type { Measure } from './run.js'
import type { World } from './world.js'

/** Measures one library after the other, or so many at the same time. */
export function each(one: (browser: Browser, world: World) => Promise<unknown>): Measure {
  return async ({ browser, worlds, together, found }) => {
    const waiting = [...worlds]
    const work = async (): Promise<void> => {
      for (let world = waiting.shift(); world !== undefined; world = waiting.shift()) {
        try {
          found(world.peer.name, await one(browser, world))
        } catch (error) {
          console.error(`${world.peer.name}: ${error instanceof Error ? error.stack : error}`)
          process.exitCode = 1
        }
      }
    }
    await Promise.all(Array.from({ length: together }, work))
  }
}
