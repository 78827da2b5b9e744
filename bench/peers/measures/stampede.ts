import type { Browser } from '@playwright/test'
import { roundsOf } from '../rounds.js'
import { call, isSignedIn, quiet, visit } from '../visit.js'
import type { World } from '../world.js'

export interface Stampede {
  /** Requests with a refresh token, and silent ones (`prompt=none`). */
  readonly refreshes: number
  readonly silent: number
  readonly failed: number
  readonly calls: number
  /** Tabs that cannot call the API any more when all is quiet again, without a reload. */
  readonly tabsLost: number
  /** Whether a new tab is signed in then. */
  readonly signedIn: boolean
}

const crowds = [
  { name: '1 tab × 100 calls', tabs: 1, calls: 100 },
  { name: '5 tabs × 4 calls', tabs: 5, calls: 4 },
  { name: '10 tabs × 4 calls', tabs: 10, calls: 4 },
] as const

const rounds = roundsOf(3)

export async function stampede(browser: Browser, world: World): Promise<Record<string, readonly Stampede[]>> {
  const found: Record<string, Stampede[]> = {}
  for (let round = 0; round < rounds; round++) {
    for (const { name, tabs, calls } of crowds) {
      found[name] = [...(found[name] ?? []), await run(browser, world, tabs, calls)]
    }
  }
  return found
}

/** Many calls in many tabs, all at the moment when the token has just ended. */
async function run(browser: Browser, world: World, tabs: number, calls: number): Promise<Stampede> {
  const { front } = world
  const person = await visit(browser, world)
  try {
    const first = await person.open()
    await person.signIn(first)
    const pages = [first]
    while (pages.length < tabs) pages.push(await person.open())
    front.delayMs = 50
    await quiet(world)

    const before = front.seen.length
    await person.expire()
    const served = (await Promise.all(pages.map((page) => call(page, calls)))).reduce((a, b) => a + b, 0)
    await quiet(world, 500)
    const kinds = front.seen.slice(before).map(({ kind }) => kind)
    const still = await Promise.all(pages.map((page) => call(page, 1, 5_000)))
    return {
      refreshes: kinds.filter((kind) => kind === 'refresh').length,
      silent: kinds.filter((kind) => kind === 'silent').length,
      failed: tabs * calls - served,
      calls: tabs * calls,
      tabsLost: still.filter((count) => count === 0).length,
      signedIn: await isSignedIn(person),
    }
  } finally {
    await person.close()
  }
}
