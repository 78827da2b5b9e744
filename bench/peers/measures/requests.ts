import type { Browser, Page } from '@playwright/test'
import { call, quiet, visit } from '../visit.js'
import type { World } from '../world.js'

export interface Requests {
  /** From opening the app, with nobody signed in. */
  readonly open: readonly string[]
  /** From the click until the browser leaves, the first time and once the library has been used. */
  readonly cold: readonly string[]
  readonly warm: readonly string[] | undefined
  /** From the callback, and from a reload, until the API has answered. */
  readonly callback: readonly string[]
  readonly reload: readonly string[]
}

/** What is asked of the authorization server; its own pages and preflights do not count. */
export async function requests(browser: Browser, world: World): Promise<Requests> {
  const { front } = world
  const person = await visit(browser, world)
  const counted = (from: number, to?: number): string[] =>
    front.seen
      .slice(from, to)
      .map(({ kind }) => kind)
      .filter((kind) => !['preflight', 'authorize', 'sign-in page'].includes(kind))
  const departure = (from: number): number =>
    front.seen.findIndex(({ kind }, index) => index >= from && kind === 'authorize')
  const callApi = async (page: Page): Promise<void> => {
    if ((await call(page, 1)) === 1) return quiet(world)
    throw new Error(`The API refused: ${await page.evaluate(() => window.bench.failure)}`)
  }
  try {
    const page = await person.open()
    await quiet(world)
    const opened = front.seen.length
    await person.signIn(page)
    await callApi(page)
    const left = departure(opened)

    const loaded = front.seen.length
    await page.goto(`${world.app}/`)
    await person.settle(page)
    await callApi(page)

    const clicked = front.seen.length
    // Some refuse to sign in whoever is signed in.
    await person.signIn(page, 3_000).catch(() => undefined)
    const leftAgain = departure(clicked)
    return {
      open: counted(0, opened),
      cold: counted(opened, left),
      warm: leftAgain < 0 ? undefined : counted(clicked, leftAgain),
      callback: counted(left, loaded),
      reload: counted(loaded, clicked),
    }
  } finally {
    await person.close()
  }
}
