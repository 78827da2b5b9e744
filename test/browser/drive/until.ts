import type { Tab } from './tab.js'

/** Long enough for a slow machine; a test that needs it all is going to fail. */
const patienceMs = 20_000
/** How often a fact is looked at. */
const pollMs = 20

/** Waits until something is the case; what `look` throws meanwhile counts as "not yet". */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  within: number = patienceMs,
): Promise<NonNullable<T>> {
  const end = performance.now() + within
  let last: unknown
  while (performance.now() < end) {
    try {
      const seen = await look()
      if (seen) return seen
      last = seen
    } catch (error) {
      last = error
    }
    await pause()
  }
  throw new Error(
    `${what}: not within ${within} ms, last seen: ${last instanceof Error ? last.message : String(last)}`,
  )
}

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMs))
}

/** Waits until something is the case in the page, across navigations. */
export function untilIn<A>(
  tab: Tab,
  fact: (argument: A) => unknown,
  argument: A,
  within?: number,
): Promise<true>
export function untilIn(tab: Tab, fact: () => unknown, argument?: undefined, within?: number): Promise<true>
export async function untilIn<A>(
  tab: Tab,
  fact: (argument: A) => unknown,
  argument: A,
  within?: number,
): Promise<true> {
  // Only the answer "yes" leaves the page: the fact itself may be an element.
  const source = fact.toString()
  try {
    await until(source, async () => Boolean(await tab.evaluate(fact, argument)), within)
  } catch (error) {
    const where = await tab.evaluate(whereabouts).catch(String)
    throw new Error(`${(error as Error).message}\nwhile the page was ${where}`)
  }
  return true
}

function whereabouts(): string {
  const told =
    ((document.querySelector('[role=status]') ?? document.querySelector('h1'))?.textContent ?? '') +
    (document.querySelector('output')?.textContent ?? '')
  return [location.href, told, ...(window.lines ?? [])].join('\n')
}

/** As an XPath. What else stands in it, an address or a picture, is not its name. */
export function buttonOrLink(name: string): string {
  const text = JSON.stringify(name)
  return `//*[self::button or self::a][normalize-space()=${text} or .//*[normalize-space()=${text}]]`
}
