import type { CDPSession, Page } from '@playwright/test'
import { type Spread, spread } from '../numbers.js'
import { roundsOf } from '../rounds.js'
import type { Measure } from '../run.js'
import { type Visit, visit } from '../visit.js'

/** In milliseconds, and in the same round as by hand. */
export interface Reload {
  /** From before the import of the script to the token, in the page. */
  readonly importToToken: Spread
  /** From the navigation to the token, seen from outside: with redirects, where a library needs some. */
  readonly whole: Spread
  /** `importToToken` ÷ that of by hand, round by round. */
  readonly ratio: Spread | undefined
}

const conditions = [
  { name: 'as it is', slowDown: 1, delayMs: 0 },
  { name: 'CPU 6 × slower', slowDown: 6, delayMs: 0 },
  { name: '50 ms per answer', slowDown: 1, delayMs: 50 },
] as const

const rounds = roundsOf(12)
const base = 'by-hand'

/** Reloads of a page with a valid token, one library after the other in every round. */
export const reloads: Measure = async ({ browser, worlds, found: keep }) => {
  const people: { readonly person: Visit; readonly page: Page; readonly debuggers: CDPSession }[] = []
  for (const world of worlds) {
    const person = await visit(browser, world)
    const page = await person.open()
    await person.signIn(page)
    // Each session has a speed of its own, and the slowest counts.
    people.push({ person, page, debuggers: await person.context.newCDPSession(page) })
  }
  const found = new Map<string, Record<string, Reload>>()
  for (const { name, slowDown, delayMs } of conditions) {
    const inside = new Map<string, number[]>()
    const outside = new Map<string, number[]>()
    for (const { person, debuggers } of people) {
      person.world.front.delayMs = delayMs
      await debuggers.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
    }
    for (let round = 0; round < rounds; round++) {
      for (const { person, page } of people) {
        const library = person.world.peer.name
        const beganAt = performance.now()
        await page.goto(`${person.world.app}/`, { waitUntil: 'commit' })
        await person.settle(page)
        const took = await page.evaluate(() => window.bench.took)
        outside.set(library, [...(outside.get(library) ?? []), performance.now() - beganAt])
        inside.set(library, [...(inside.get(library) ?? []), took ?? Number.NaN])
      }
    }
    for (const { person } of people) {
      const library = person.world.peer.name
      const own = inside.get(library) ?? []
      const other = inside.get(base)
      const reload: Reload = {
        importToToken: spread(own, 1),
        whole: spread(outside.get(library) ?? [], 1),
        ratio: other && spread(own.map((value, round) => value / (other[round] ?? Number.NaN))),
      }
      found.set(library, { ...found.get(library), [name]: reload })
    }
  }
  for (const [library, all] of found) keep(library, all)
  for (const { person } of people) await person.close()
}
