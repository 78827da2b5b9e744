import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test'
import { clockScript } from './clock.js'
import { lifetimeSeconds } from './lifetime.js'
import type { World } from './world.js'

/** A person with an empty profile, at the app of one library. */
export interface Visit {
  readonly world: World
  readonly context: BrowserContext
  /** The page of the app in a tab of its own, when it knows whether somebody is signed in. */
  open(): Promise<Page>
  /** Leaves for the authorization server and comes back, in this tab. */
  signIn(page: Page, waitMs?: number): Promise<void>
  /** Waits until a page that was just loaded knows whether somebody is signed in. */
  settle(page: Page): Promise<void>
  /** Moves the clocks of the servers and of all pages to a minute after the end of all access tokens. */
  expire(): Promise<void>
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

const patienceMs = 15_000

export async function visit(
  browser: Browser,
  world: World,
  { thirdPartyCookies = true }: { readonly thirdPartyCookies?: boolean } = {},
): Promise<Visit> {
  const { clock, front } = world
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' })
  await context.addInitScript(clockScript(clock.offsetMs))
  front.fault = {}
  front.delayMs = 0
  front.seen.length = 0

  const settle: Visit['settle'] = async (page) => {
    await page.waitForFunction(
      () => window.bench?.took !== undefined || window.bench?.failure !== undefined,
      undefined,
      {
        timeout: patienceMs,
      },
    )
  }

  const self: Visit = {
    world,
    context,
    open: async () => {
      const page = await context.newPage()
      if (!thirdPartyCookies) await blockThirdPartyCookies(await context.newCDPSession(page))
      await page.goto(`${world.app}/`)
      await settle(page)
      const failure = await page.evaluate(() => (window.bench.library ? undefined : window.bench.failure))
      if (failure !== undefined) throw new Error(`${world.peer.name} could not start: ${failure}`)
      return page
    },
    signIn: async (page, waitMs = patienceMs) => {
      await page.evaluate(() => {
        window.bench.leaving = true
        void window.bench.library.signIn()?.catch(() => {})
      })
      await page.waitForFunction(
        (app) => location.origin === app && window.bench && !window.bench.leaving,
        world.app,
        {
          timeout: waitMs,
        },
      )
      await settle(page)
    },
    settle,
    expire: () => self.advance((lifetimeSeconds + 60) * 1000),
    advance: async (ms) => {
      clock.offsetMs += ms
      const { offsetMs } = clock
      await context.addInitScript(clockScript(offsetMs))
      const set = (offset: number): void => window.setClock(offset)
      const frames = context.pages().flatMap((page) => page.frames())
      await Promise.all([
        ...frames.map((frame) => frame.evaluate(set, offsetMs).catch(() => undefined)),
        ...context
          .serviceWorkers()
          .map((worker) => worker.evaluate(setInWorker, offsetMs).catch(() => undefined)),
      ])
    },
    close: async () => {
      front.fault = {}
      front.delayMs = 0
      await context.close()
    },
  }
  return self
}

function setInWorker(offset: number): void {
  ;(self as unknown as Window).setClock(offset)
}

/** So many calls at once in this page: how many the API answered with 200. A call that hangs has failed. */
export async function call(page: Page, times: number, waitMs: number = patienceMs): Promise<number> {
  const calls = page
    .evaluate(
      async ({ times, waitMs }) => {
        const url = window.bench.settings.apis[0] ?? ''
        const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), waitMs))
        const one = async (): Promise<boolean> => {
          try {
            return (await window.bench.library.fetch(url)).status === 200
          } catch {
            return false
          }
        }
        const answers = Array.from({ length: times }, () => Promise.race([one(), late]))
        return (await Promise.all(answers)).filter(Boolean).length
      },
      { times, waitMs },
    )
    // The page has left, for a login that nobody asked for.
    .catch(() => 0)
  return Promise.race([calls, after(waitMs + 5_000, 0)])
}

/**
 * Whether somebody who opens the app is still signed in, in the only tab, once the access token has ended
 * that may be left: who has nothing but that is signed out with its end.
 */
export async function isSignedIn(someone: Visit): Promise<boolean> {
  await Promise.all(someone.context.pages().map((page) => page.close()))
  await someone.expire()
  const page = await someone.open().catch(() => undefined)
  if (page === undefined) return false
  const served = await call(page, 1)
  await page.close()
  return served === 1
}

/** Until nothing has been asked of the authorization server for so long. */
export async function quiet({ front }: World, quietMs = 300): Promise<void> {
  const beganAt = performance.now()
  for (;;) {
    const last = front.seen.at(-1)?.cameAt ?? 0
    const now = performance.now()
    if (front.open() === 0 && now - Math.max(last, beganAt) > quietMs) return
    if (now - beganAt > patienceMs) return
    await after(50)
  }
}

export function after(ms: number): Promise<undefined>
export function after<R>(ms: number, result: R): Promise<R>
export function after<R>(ms: number, result?: R): Promise<R | undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(result), ms))
}

async function blockThirdPartyCookies(session: CDPSession): Promise<void> {
  await session.send('Network.enable')
  await session.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  } as never)
}
