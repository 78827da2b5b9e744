import type { Browser } from '@playwright/test'
import { spread } from '../numbers.js'
import { call, quiet, visit } from '../visit.js'
import type { World } from '../world.js'
import { timeTokens } from './calls.js'

/** One point of a curve. */
export interface Point {
  readonly count: number
  /** One `token()` with a valid token, in microseconds. */
  readonly tokenUs: number
  /** A call at the moment when the token has ended, in all tabs at once: until the last one is answered. */
  readonly renewalMs: number
  readonly refreshes: number
  readonly failed: number
}

export interface Growth {
  readonly tabs: readonly Point[]
  /** A call of each API by the library, without the network: microseconds per call. */
  readonly apis: readonly { readonly count: number; readonly callUs: number }[]
}

const tabCounts = [1, 10, 50] as const
const apiCounts = [1, 5, 20] as const

export async function growth(browser: Browser, world: World): Promise<Growth> {
  const { settings } = world
  const apis: { count: number; callUs: number }[] = []
  for (const count of apiCounts) {
    world.settings = { ...settings, apis: world.apis.slice(0, count) }
    const person = await visit(browser, world)
    const page = await person.open()
    await person.signIn(page)
    apis.push({ count, callUs: spread(await page.evaluate(timeCalls)).median })
    await person.close()
  }
  world.settings = settings
  return { tabs: await growTabs(browser, world), apis }
}

async function growTabs(browser: Browser, world: World): Promise<readonly Point[]> {
  const person = await visit(browser, world)
  try {
    const first = await person.open()
    await person.signIn(first)
    const pages = [first]
    const points: Point[] = []
    for (const count of tabCounts) {
      while (pages.length < count) pages.push(await person.open())
      await quiet(world)
      const tokenUs = spread(await first.evaluate(timeTokens, 5)).median
      const before = world.front.seen.length
      await person.expire()
      const beganAt = performance.now()
      const served = await Promise.all(pages.map((page) => call(page, 1)))
      const renewalMs = Math.round(performance.now() - beganAt)
      await quiet(world)
      const refreshes = world.front.seen.slice(before).filter(({ kind }) => kind === 'refresh').length
      const failed = served.filter((one) => one === 0).length
      points.push({ count, tokenUs, renewalMs, refreshes, failed })
      // Whoever was signed out by that signs in again before the next point.
      if ((await call(first, 1)) === 0) await person.signIn(first).catch(() => undefined)
    }
    return points
  } finally {
    await person.close()
  }
}

/** Runs in the page. Microseconds per call with a `fetch` that answers at once. */
async function timeCalls(): Promise<number[]> {
  const { apis } = window.bench.settings
  globalThis.fetch = async () => new Response()
  const took: number[] = []
  for (let round = 0; round < 10; round++) {
    const beganAt = performance.now()
    for (let i = 0; i < 200; i++) await window.bench.library.fetch(apis[i % apis.length] ?? '')
    took.push(((performance.now() - beganAt) * 1000) / 200)
  }
  return took
}
