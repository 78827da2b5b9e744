import type { Browser } from '@playwright/test'
import { weigh } from '../bundle.js'
import { call, visit } from '../visit.js'
import type { World } from '../world.js'
import { refuseRefresh } from './faults.js'

export interface Size {
  /** Bytes of gzip that a page has loaded when the session has been through everything below. */
  readonly loaded: number
  readonly loadedFiles: number
  /** Everything that the bundler wrote, and the service worker where there is one. */
  readonly emitted: number
  readonly emittedFiles: number
}

/** A whole life: login, callback, calls, a renewal, a reload, and a refresh token that is good no more. */
export async function size(browser: Browser, world: World): Promise<Size> {
  world.loaded.clear()
  const person = await visit(browser, world)
  try {
    const page = await person.open()
    await person.signIn(page)
    await call(page, 1)
    await person.expire()
    await call(page, 1)
    await page.goto(`${world.app}/`)
    await person.settle(page)
    await call(page, 1)
    await person.expire()
    world.front.fault = refuseRefresh
    await call(page, 1, 3_000)
    const { files } = world.bundle
    const loaded = [...files].filter(([path]) => world.loaded.has(path))
    return {
      loaded: sum(loaded),
      loadedFiles: loaded.length,
      emitted: sum([...files]),
      emittedFiles: files.size,
    }
  } finally {
    await person.close()
  }
}

function sum(files: readonly (readonly [string, string])[]): number {
  return files.reduce((total, [, code]) => total + weigh(code), 0)
}
