import { test } from '@playwright/test'
import { launch } from '../test/browser/drive/launch.js'
import type { BrowserSession, Tab } from '../test/browser/drive/tab.js'
import { untilIn } from '../test/browser/drive/until.js'
import { createWorld } from '../test/browser/harness/world.js'
import { type AppName, apps, serveApi, serveApps } from './serve.js'

/** Pairs of reloads, for each speed of the processor. */
const reloads = Number(process.env.RELOADS ?? 300)
const rounds = 25
/** How many times slower the processor is made. */
const speeds = [1, 6] as const

test('bench', async () => {
  const [browser, world, api] = await Promise.all([launch('chromium'), createWorld(), serveApi()])
  // Each app is a client of its own: two of one name would share a session.
  const clients = apps.map((clientId) => ({ clientId, origins: [world.app.origin] }))
  await world.reset({ accessTokenTtlSeconds: 3600, clients })
  world.app.reset(await serveApps({ issuer: world.issuer, api: api.origin }))
  const person = await browser.newSession()
  const tab = await person.newTab()
  const open = (name: AppName): Promise<void> => tab.goto(`${world.app.origin}/${name}`)

  for (const name of apps) {
    await open(name)
    await tab.evaluate(() => window.ready)
    if (await tab.evaluate(() => window.took === undefined)) {
      await tab.evaluate(() => void window.app.login())
      await untilIn(tab, () => document.querySelector('button, a') !== null || window.took !== undefined)
      if (await tab.evaluate(() => window.took === undefined)) await tab.click('Continue as Ada Lovelace')
    }
    await untilIn(tab, () => window.took !== undefined)
  }

  const heaps = await measureHeaps(person, world.app.origin)
  const starts: Record<AppName, readonly number[]>[] = []
  for (const times of speeds) {
    await tab.slowDown?.(times)
    starts.push(await measureReloads(tab, open))
  }
  await tab.slowDown?.(1)
  const calls: Partial<Record<AppName, Calls>> = {}
  for (const name of apps) {
    await open(name)
    await untilIn(tab, () => window.took !== undefined)
    calls[name] = await measureCalls(tab, `${api.origin}/x`)
  }
  print(starts, heaps, calls as Record<AppName, Calls>)
  await person.close()
  api.close()
  await Promise.all([browser.close(), world.close()])
})

/** One after the other and round by round, so that whatever else the machine does hits all alike. */
async function measureReloads(
  tab: Tab,
  open: (name: AppName) => Promise<void>,
): Promise<Record<AppName, readonly number[]>> {
  const took: Record<AppName, number[]> = { raw: [], tab: [], browser: [], dpop: [] }
  for (let round = 0; round < reloads; round++) {
    for (const name of apps) {
      await open(name)
      await untilIn(tab, () => window.took !== undefined)
      took[name].push(await tab.evaluate(() => window.took ?? 0))
    }
  }
  return took
}

/** Kilobytes over a page without a script, each in a tab of its own. */
async function measureHeaps(person: BrowserSession, origin: string): Promise<Record<AppName, number>> {
  const kilobytes: Record<AppName | 'blank', number[]> = {
    blank: [],
    raw: [],
    tab: [],
    browser: [],
    dpop: [],
  }
  for (let round = 0; round < 9; round++) {
    for (const name of ['blank', ...apps] as const) {
      const tab = await person.newTab()
      await tab.goto(`${origin}/${name}`)
      // sessionStorage is of one tab, so that some apps have nobody signed in here: all have loaded
      // everything they load.
      if (name !== 'blank') await tab.evaluate(() => window.ready)
      kilobytes[name].push(((await tab.heapBytes?.()) ?? Number.NaN) / 1024)
      await tab.close()
    }
  }
  const over = (name: AppName): number => median(kilobytes[name]) - median(kilobytes.blank)
  return { raw: over('raw'), tab: over('tab'), browser: over('browser'), dpop: over('dpop') }
}

interface Calls {
  /** Milliseconds a call: [plain, with this app], a pair for each round. */
  readonly sequential: readonly (readonly [number, number])[]
  readonly parallel: readonly (readonly [number, number])[]
  /** Microseconds. */
  readonly tokenUs: number
  /** Microseconds of the wrapper alone, over a `fetch` that answers at once. */
  readonly wrapperUs: number
}

function measureCalls(tab: Tab, url: string): Promise<Calls> {
  return tab.evaluate(
    async ({ url, rounds }) => {
      const { app } = window
      const headers = { authorization: `Bearer ${await app.token()}` }
      const plain = (): Promise<Response> => fetch(url, { headers })
      const own = (): Promise<Response> => app.fetch(url)

      const sequence = async (call: () => Promise<Response>, times: number): Promise<void> => {
        for (let i = 0; i < times; i++) await (await call()).arrayBuffer()
      }
      const crowd = async (call: () => Promise<Response>, times: number): Promise<void> => {
        await Promise.all(Array.from({ length: times }, async () => (await call()).arrayBuffer()))
      }
      const timed = async (run: () => Promise<unknown>): Promise<number> => {
        const began = performance.now()
        await run()
        return performance.now() - began
      }
      const compare = async (
        way: (call: () => Promise<Response>, times: number) => Promise<void>,
        times: number,
      ): Promise<[number, number][]> => {
        const pairs: [number, number][] = []
        for (let round = 0; round < rounds; round++) {
          const ownFirst = round % 2 === 1
          const first = await timed(() => way(ownFirst ? own : plain, times))
          const second = await timed(() => way(ownFirst ? plain : own, times))
          pairs.push(ownFirst ? [second / times, first / times] : [first / times, second / times])
        }
        return pairs
      }
      const perCall = async (call: () => Promise<unknown>, times: number): Promise<number> => {
        const batch = async (): Promise<void> => {
          for (let i = 0; i < times; i++) await call()
        }
        const took: number[] = []
        for (let round = 0; round < rounds; round++) took.push(await timed(batch))
        return ((took.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0) / times) * 1000
      }

      // Connections, the preflight and the compiler are warm.
      await crowd(own, 100)
      await crowd(plain, 100)
      const sequential = await compare(sequence, 50)
      const parallel = await compare(crowd, 100)
      const tokenUs = await perCall(app.token, 20_000)

      const { fetch: real } = globalThis
      globalThis.fetch = async () => new Response()
      const bare = await perCall(() => fetch(url, { headers }), 200)
      const wrapped = await perCall(own, 200)
      globalThis.fetch = real
      return { sequential, parallel, tokenUs, wrapperUs: wrapped - bare }
    },
    { url, rounds },
  )
}

function print(
  starts: readonly Record<AppName, readonly number[]>[],
  heaps: Record<AppName, number>,
  calls: Record<AppName, Calls>,
): void {
  const rows = [
    ['', 'raw', "'tab'", "'browser'", "'tab', DPoP"],
    ...speeds.flatMap((times, index) => {
      const took = starts[index] as Record<AppName, readonly number[]>
      return [
        [`reload, CPU ${times} ×: import → token, ms`, ...apps.map((name) => fixed(median(took[name]), 1))],
        ['… ÷ raw', ...apps.map((name) => ratio(pairsOf(took.raw, took[name])))],
      ]
    }),
    ['heap over a blank page, kB', ...apps.map((name) => fixed(heaps[name], 0))],
    ['… ÷ raw', ...apps.map((name) => fixed(heaps[name] / heaps.raw, 2))],
    ['accessToken(), warm, µs', ...apps.map((name) => fixed(calls[name].tokenUs, 2))],
    ['… ÷ raw', ...apps.map((name) => fixed(calls[name].tokenUs / calls.raw.tokenUs, 2))],
    ['fetch ÷ plain fetch, one by one', ...apps.map((name) => ratio(calls[name].sequential))],
    ['fetch ÷ plain fetch, 100 at a time', ...apps.map((name) => ratio(calls[name].parallel))],
    [
      'fetch, one by one, ms a call',
      ...apps.map((name) => fixed(median(calls[name].sequential.map(([, own]) => own)), 3)),
    ],
    ['the wrapper alone, µs a call', ...apps.map((name) => fixed(calls[name].wrapperUs, 1))],
    ['… of which the proof, µs', '', '', '', fixed(calls.dpop.wrapperUs - calls.tab.wrapperUs, 1)],
  ]
  const lines = rows.map(
    ([what = '', ...cells]) => what.padEnd(38) + cells.map((cell) => cell.padStart(20)).join(''),
  )
  console.log(
    `\n${lines.join('\n')}\n(${reloads} reloads, ${rounds} rounds, interleaved; medians, with ` +
      `quartiles in brackets)\n`,
  )
}

function pairsOf(
  first: readonly number[],
  second: readonly number[],
): readonly (readonly [number, number])[] {
  return first.map((value, round) => [value, second[round] ?? Number.NaN])
}

function ratio(pairs: readonly (readonly [number, number])[]): string {
  const ratios = pairs.map(([base, own]) => own / base)
  return (
    `${fixed(median(ratios), 2)} ` +
    `(${fixed(quantile(ratios, 0.25), 2)}–${fixed(quantile(ratios, 0.75), 2)})`
  )
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits)
}
