import type { Browser, Page } from '@playwright/test'
import { type Spread, spread } from '../numbers.js'
import { roundsOf } from '../rounds.js'
import { visit } from '../visit.js'
import type { World } from '../world.js'

export interface Calls {
  /** One call of `token()` with a valid token, in microseconds. */
  readonly tokenUs: Spread
  /** A call of the API by the library ÷ a plain `fetch` with the same headers, one after the other. */
  readonly fetchRatio: Spread
  /** The same with tokens that are bound to a key (DPoP), where the library can. */
  readonly boundRatio: Spread | undefined
  /** JavaScript heap over that of a blank page, in kB. */
  readonly heapKb: number
}

const rounds = roundsOf(15)

export async function calls(browser: Browser, world: World): Promise<Calls> {
  const person = await visit(browser, world)
  try {
    const page = await person.open()
    await person.signIn(page)
    await page.goto(`${world.app}/`)
    await person.settle(page)
    const tokenUs = await page.evaluate(timeTokens, rounds)
    const fetchRatio = await page.evaluate(compareFetch, rounds)
    await page.goto(`${world.app}/`)
    await person.settle(page)
    const heap = await heapBytes(page)
    await page.goto(`${world.app}/blank`)
    const blank = await heapBytes(page)
    return {
      tokenUs: spread(tokenUs),
      fetchRatio: spread(fetchRatio),
      boundRatio: world.peer.dpop && (await withDpop(browser, world).catch(failed)),
      heapKb: Math.round((heap - blank) / 1024),
    }
  } finally {
    await person.close()
  }
}

/** Its other figures stand, whatever becomes of this one. */
function failed(error: unknown): undefined {
  console.error(`with DPoP: ${(error as Error).stack}`)
}

async function withDpop(browser: Browser, world: World): Promise<Spread> {
  const { settings } = world
  world.settings = { ...settings, dpop: true }
  const person = await visit(browser, world)
  try {
    const page = await person.open()
    await person.signIn(page)
    return spread(await page.evaluate(compareFetch, rounds))
  } finally {
    world.settings = settings
    await person.close()
  }
}

async function heapBytes(page: Page): Promise<number> {
  const debuggers = await page.context().newCDPSession(page)
  await debuggers.send('HeapProfiler.collectGarbage')
  return (await debuggers.send('Runtime.getHeapUsage')).usedSize
}

// These run in the page: nothing outside of them is there.

/** Microseconds per call, batch by batch. Each batch takes long enough for the clock of the browser. */
export async function timeTokens(rounds: number): Promise<number[]> {
  const { library } = window.bench
  const batch = async (times: number): Promise<number> => {
    const beganAt = performance.now()
    for (let i = 0; i < times; i++) await library.token()
    return performance.now() - beganAt
  }
  const first = await batch(20)
  const times = Math.max(20, Math.min(5_000, Math.round((20 * 30) / Math.max(first, 0.1))))
  const took: number[] = []
  for (let round = 0; round < rounds; round++) took.push(((await batch(times)) * 1000) / times)
  return took
}

async function compareFetch(rounds: number): Promise<number[]> {
  const { library } = window.bench
  const url = window.bench.settings.apis[0] ?? ''
  const headers = { authorization: `Bearer ${await library.token()}` }
  const timed = async (call: () => Promise<Response>): Promise<number> => {
    const beganAt = performance.now()
    for (let i = 0; i < 25; i++) await (await call()).arrayBuffer()
    return performance.now() - beganAt
  }
  const own = (): Promise<Response> => library.fetch(url)
  const plain = (): Promise<Response> => fetch(url, { headers })
  // Connections, the preflight and the compiler are warm.
  await timed(own)
  await timed(plain)
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const ownFirst = round % 2 === 1
    const first = await timed(ownFirst ? own : plain)
    const second = await timed(ownFirst ? plain : own)
    ratios.push(ownFirst ? first / second : second / first)
  }
  return ratios
}
