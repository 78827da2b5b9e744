import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, Page, Request } from '@playwright/test'
import type { Move } from './servers.js'

/** A request that a page made, and what came of it. */
export interface Exchange {
  readonly url: URL
  readonly method: string
  readonly form: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly isNavigation: boolean
  status?: number
}

/** Somebody with a browser and a fresh profile. */
export interface Person {
  readonly context: BrowserContext
  /** In the order in which they were sent, without CORS preflights. */
  readonly traffic: readonly Exchange[]
  /** What the token endpoint granted, in the order of arrival. */
  readonly tokens: readonly Readonly<Record<string, string>>[]
  /** What it refused, `400 invalid_grant`, besides the requests that it wanted to see again with a nonce. */
  readonly refusals: readonly string[]
  newPage(url: string): Promise<Page>
  close(): Promise<void>
}

const patienceMs = 30_000
const pollMs = 50

export async function createPerson(browser: Browser, tokenEndpoint: string): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-US' })
  context.setDefaultTimeout(patienceMs)
  const traffic: Exchange[] = []
  const known = new Map<Request, Exchange>()
  context.on('request', (request) => {
    const exchange: Exchange = {
      url: new URL(request.url()),
      method: request.method(),
      form: new URLSearchParams(request.postData() ?? ''),
      headers: request.headers(),
      isNavigation: request.isNavigationRequest(),
    }
    known.set(request, exchange)
    if (/^http/.test(exchange.url.protocol) && exchange.method !== 'OPTIONS') traffic.push(exchange)
  })
  context.on('response', (response) => {
    const exchange = known.get(response.request())
    if (!exchange) return
    exchange.status = response.status()
  })
  // Playwright loses the body of an answer whose page is left.
  const tokens: Record<string, string>[] = []
  const refusals: string[] = []
  await context.exposeBinding('interopAnswer', (_source, status: number, body: string) => {
    const [, error] = /"error"\s*:\s*"(\w+)"/.exec(body) ?? []
    if (status === 200) tokens.push(JSON.parse(body))
    else if (error !== 'use_dpop_nonce') {
      refusals.push(`${status} ${error ?? (body ? 'without a code' : 'with an empty body')}`)
    }
  })
  await context.addInitScript((endpoint) => {
    const { fetch } = window
    window.fetch = async (...parameters) => {
      const response = await fetch(...parameters)
      if (response.url === endpoint) {
        const { interopAnswer } = window as unknown as { interopAnswer(status: number, body: string): void }
        interopAnswer(response.status, await response.clone().text())
      }
      return response
    }
  }, tokenEndpoint)
  return {
    context,
    traffic,
    tokens,
    refusals,
    newPage: async (url) => {
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    close: () => context.close(),
  }
}

/** Waits until something is the case; what `look` throws meanwhile counts as "not yet". */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  within: number = patienceMs,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + within; ; await pause(pollMs)) {
    const seen = await (async () => look())().catch(() => undefined)
    if (seen) return seen
    if (Date.now() > end) throw new Error(`${what}: not within ${within / 1000} s`)
  }
}

/** Does on the server's pages what a person does there, until what is wanted is the case. */
export async function walk(
  page: Page,
  appOrigin: string,
  moves: readonly Move[],
  isDone: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + patienceMs
  const made: string[] = []
  while (!(await isDone())) {
    if (Date.now() > end)
      throw new Error(`stuck after ${made.join(', ') || 'nothing'}: ${await whereabouts(page)}`)
    const move = await nextMove(page, appOrigin, moves)
    if (!move) {
      await pause(pollMs)
      continue
    }
    const before = page.url()
    made.push(move.at)
    // A window that closes takes the rest of a move with it.
    await make(page, move).catch(() => {})
    await until(
      'the page moves on',
      async () =>
        page.isClosed() || page.url() !== before || !(await page.locator(move.at).first().isVisible()),
      5000,
    ).catch(() => {})
  }
}

async function nextMove(page: Page, appOrigin: string, moves: readonly Move[]): Promise<Move | undefined> {
  if (page.isClosed() || !page.url().startsWith('http') || page.url().startsWith(appOrigin)) return undefined
  for (const move of moves) {
    const isThere = await page
      .locator(move.at)
      .first()
      .isVisible()
      .catch(() => false)
    if (isThere) return move
  }
  return undefined
}

async function make(page: Page, { fill = {}, check, click }: Move): Promise<void> {
  const options = { timeout: 5000 }
  for (const [name, value] of Object.entries(fill)) {
    const field = page.locator(name).first()
    // A name that the server was told (`login_hint`) is not for the person to change.
    if (await field.isEditable(options)) await field.fill(value, options)
  }
  if (check) for (const box of await page.locator(check).all()) await box.check(options)
  await page.locator(click).first().click(options)
}

/** Where a page is and what it says, without a token: for an error. */
export async function whereabouts(page: Page): Promise<string> {
  if (page.isClosed()) return 'the window is closed'
  const { origin, pathname } = new URL(page.url())
  const text = await page
    .locator('body')
    .innerText({ timeout: 1000 })
    .catch(() => '')
  return `${origin}${pathname}: ${text.replace(/\s+/g, ' ').trim().slice(0, 300)}`
}
