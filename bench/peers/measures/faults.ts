import type { Browser, Page } from '@playwright/test'
import type { Fault, Seen } from '../front.js'
import { after, call, isSignedIn, quiet, type Visit, visit } from '../visit.js'
import type { World } from '../world.js'

export interface Outcome {
  /** Calls that failed while it lasted. */
  readonly failed: number
  readonly calls: number
  /** Afterwards: tabs that were open and can call the API without a reload. */
  readonly works: number
  readonly tabs: number
  /** Afterwards: whether a new tab is signed in, without a visit to a sign-in page. */
  readonly signedIn: boolean
  readonly refreshes: number
}

type During = Pick<Outcome, 'failed' | 'calls'> & { readonly pages: readonly Page[] }

export const refuseRefresh: Fault = {
  before: async ({ kind }, request, response) => {
    if (kind !== 'refresh') return undefined
    const headers = {
      'content-type': 'application/json',
      'access-control-allow-origin': request.headers.origin,
      'access-control-allow-credentials': 'true',
    }
    response.writeHead(400, headers).end('{"error":"invalid_grant"}')
    return 'answered'
  },
}

/** What happens to somebody who is signed in, at the moment when the access token ends. */
const scenarios: Readonly<Record<string, (person: Visit) => Promise<During>>> = {
  'a laptop sleeps for eight hours, two tabs': async (person) => {
    const pages = await tabs(person, 2)
    await person.advance(8 * 3_600_000)
    return { pages, ...(await callAll(pages)) }
  },

  'the network is gone for a minute': async (person) => {
    const pages = await tabs(person, 1)
    await person.context.setOffline(true)
    await person.expire()
    let failed = 0
    for (let step = 0; step < 4; step++) {
      failed += (await callAll(pages, 2_000)).failed
      await person.advance(15_000)
    }
    await person.context.setOffline(false)
    return { pages, failed, calls: 4 }
  },

  'a tab freezes while it renews, another one calls': async (person) => {
    const [frozen, other] = await twoTabs(person)
    const held = hold('after')
    person.world.front.fault = held.fault
    await person.expire()
    const first = call(frozen, 1, 60_000)
    await Promise.race([held.arrived, after(5_000)])
    const debuggers = await person.context.newCDPSession(frozen)
    await debuggers.send('Debugger.enable')
    await debuggers.send('Debugger.pause')
    held.release()
    const served = await call(other, 1, 25_000)
    await debuggers.send('Debugger.disable')
    return { pages: [frozen, other], failed: 2 - served - (await first), calls: 2 }
  },

  'a tab is closed while it renews, before the server hears of it': async (person) => {
    const [closed, other] = await twoTabs(person)
    const held = hold('before')
    person.world.front.fault = held.fault
    await person.expire()
    void call(closed, 1)
    await Promise.race([held.arrived, after(5_000)])
    await closed.close()
    // A service worker lives on, and so does its request.
    await Promise.race([held.gone(), after(3_000)])
    held.release()
    return { pages: [other], ...(await callAll([other])) }
  },

  'the answer is lost after the server has rotated the refresh token': async (person) => {
    const pages = await tabs(person, 1)
    let lost = false
    person.world.front.fault = {
      after: async ({ kind }) => {
        if (kind !== 'refresh' || lost) return undefined
        lost = true
        return 'lose'
      },
    }
    await person.expire()
    return { pages, ...(await callAll(pages)) }
  },

  'the server answers 429 for two seconds (Retry-After: 2)': async (person) => {
    const pages = await tabs(person, 1)
    const until = performance.now() + 2_000
    person.world.front.fault = tooManyUntil(until)
    await person.expire()
    const during = await callAll(pages)
    await after(Math.max(0, until - performance.now()) + 200)
    return { pages, ...during }
  },
}

const withoutCookies = 'third-party cookies are blocked, and the token ends'

export async function faults(browser: Browser, world: World): Promise<Record<string, Outcome>> {
  const found: Record<string, Outcome> = {}
  for (const [name, scenario] of Object.entries(scenarios)) {
    found[name] = await run(await visit(browser, world), scenario)
  }
  found[withoutCookies] = await run(
    await visit(browser, world, { thirdPartyCookies: false }),
    async (person) => {
      const pages = await tabs(person, 1)
      await person.expire()
      return { pages, ...(await callAll(pages)) }
    },
  )
  return found
}

async function run(person: Visit, scenario: (person: Visit) => Promise<During>): Promise<Outcome> {
  const { world } = person
  try {
    const { pages, failed, calls } = await scenario(person)
    world.front.fault = {}
    await quiet(world)
    const refreshes = world.front.seen.filter(({ kind }) => kind === 'refresh').length
    let works = 0
    for (const page of pages) {
      // Who has planned to try again later gets a second chance.
      let served = await call(page, 1)
      if (served === 0) served = await after(2_000).then(() => call(page, 1))
      works += served
    }
    return { failed, calls, works, tabs: pages.length, refreshes, signedIn: await isSignedIn(person) }
  } finally {
    await person.close()
  }
}

async function tabs(person: Visit, count: number): Promise<readonly Page[]> {
  const first = await person.open()
  await person.signIn(first)
  const pages = [first]
  while (pages.length < count) pages.push(await person.open())
  await quiet(person.world)
  return pages
}

async function twoTabs(person: Visit): Promise<readonly [Page, Page]> {
  const [first, second] = await tabs(person, 2)
  if (first === undefined || second === undefined) throw new Error('Two tabs were wanted.')
  return [first, second]
}

async function callAll(pages: readonly Page[], waitMs?: number): Promise<Pick<Outcome, 'failed' | 'calls'>> {
  const served = (await Promise.all(pages.map((page) => call(page, 1, waitMs)))).reduce((a, b) => a + b, 0)
  return { failed: pages.length - served, calls: pages.length }
}

/** The first request with a refresh token waits, before the server or on its way back, until `release`. */
function hold(where: 'before' | 'after'): {
  readonly fault: Fault
  readonly arrived: Promise<void>
  /** Whoever sent it is not there any more. */
  gone(): Promise<void>
  release(): void
} {
  let arrive = (): void => {}
  let release = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held: Seen | undefined
  const fault: Fault = {
    [where]: async (seen: Seen) => {
      if (seen.kind !== 'refresh' || held) return undefined
      held = seen
      arrive()
      await released
      return seen.done ? 'lose' : undefined
    },
  }
  const gone = async (): Promise<void> => {
    while (held && !held.done) await after(20)
  }
  return { fault, arrived, gone, release: () => release() }
}

function tooManyUntil(until: number): Fault {
  return {
    before: async ({ kind }, request, response) => {
      if (kind !== 'refresh' || performance.now() > until) return undefined
      response
        .writeHead(429, {
          'content-type': 'application/json',
          'retry-after': '2',
          'access-control-allow-origin': request.headers.origin,
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'retry-after',
        })
        .end('{"error":"slow_down"}')
      return 'answered'
    },
  }
}
