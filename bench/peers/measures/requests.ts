import type { Browser } from '@playwright/test'
import { call, quiet, visit } from '../visit.js'
import type { World } from '../world.js'

export interface Requests {
  /** From opening the app, with nobody signed in. */
  readonly open: readonly string[]
  /** From the click until the browser leaves, the first time and once the library has been used. */
  readonly cold: readonly string[]
  readonly warm: readonly string[]
  /** From the callback, and from a reload, until the API has answered. */
  readonly callback: readonly string[]
  readonly reload: readonly string[]
}

/** What is asked of the authorization server; its own pages and preflights do not count. */
export async function requests(browser: Browser, world: World): Promise<Requests> {
  const { front } = world
  const person = await visit(browser, world)
  const counted = (from: number): string[] =>
    front.seen
      .slice(from)
      .map(({ kind }) => kind)
      .filter((kind) => !['preflight', 'authorize', 'sign-in page'].includes(kind))
  try {
    const page = await person.open()
    await quiet(world)
    const first = front.seen.length
    const open = counted(0)
    await person.signIn(page)
    const back = front.seen.findIndex(({ kind }) => kind === 'authorize')
    if ((await call(page, 1)) !== 1) throw new Error(`The API refused after a login: ${await page.evaluate(() => window.failure)}`)
    await quiet(world)
    const cold = counted(first).slice(0, counted(first).length - counted(back).length)
    const callback = counted(back)

    const reloaded = front.seen.length
    await page.goto(`${world.app}/`)
    await person.settle(page)
    if ((await call(page, 1)) !== 1) throw new Error(`The API refused after a reload: ${await page.evaluate(() => window.failure)}`)
    await quiet(world)
    const reload = counted(reloaded)

    // Signed out by hand, so that every library signs in again.
    const clicked = front.seen.length
    await person.signIn(page).catch(() => undefined)
    const left = front.seen.findIndex(({ kind }, index) => index >= clicked && kind === 'authorize')
    const warm = left < 0 ? [] : counted(clicked).slice(0, counted(clicked).length - counted(left).length)
    return { open, cold, warm, callback, reload }
  } finally {
    await person.close()
  }
}
