import type { BrowserSession, Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import type { World } from './harness/world.js'

// What people do with the app, in words that are the same on every page and in every engine.

export async function openApp(person: BrowserSession, world: World, path: string = '/'): Promise<Tab> {
  const tab = await person.newTab()
  await tab.goto(world.app.origin + path)
  // Drivers do not all agree on when a page with modules has loaded.
  await untilStatus(tab, /./)
  return tab
}

export async function openAppSignedIn(
  person: BrowserSession,
  world: World,
  path: string = '/',
): Promise<Tab> {
  const tab = await openApp(person, world, path)
  await signIn(tab)
  return tab
}

export async function signIn(tab: Tab, name: string = 'Ada Lovelace'): Promise<void> {
  await untilStatus(tab, /^Signed out/)
  await tab.click('Sign in')
  await tab.click(`Continue as ${name}`)
  await untilStatus(tab, `Signed in as ${name}`)
}

export async function untilStatus(tab: Tab, words: string | RegExp, within?: number): Promise<void> {
  const [source, flags] = typeof words === 'string' ? [literal(words), ''] : [words.source, words.flags]
  await untilIn(tab, statusMatches, { source, flags }, within)
}

function statusMatches({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  return new RegExp(source, flags).test(document.querySelector('[role=status]')?.textContent ?? '')
}

function literal(words: string): string {
  return `^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
}

export function statusOf(tab: Tab): Promise<string> {
  return tab.evaluate(() => document.querySelector('[role=status]')?.textContent ?? '')
}

/** Calls an API so often, all at once: the HTTP statuses, or the codes of the errors. */
export async function callApi(tab: Tab, url: string, times: number = 1): Promise<readonly CallResult[]> {
  await beginCalls(tab, url, times)
  return tab.evaluate(() => window.calls)
}

/** Only begins to; the results are in `window.calls`. */
export function beginCalls(tab: Tab, url: string, times: number = 1): Promise<void> {
  return tab.evaluate(
    ({ url, times }) => {
      const call = (): Promise<CallResult> =>
        window.auth.fetch(url).then(
          ({ status }) => status,
          (error) => error.code ?? String(error),
        )
      window.calls = Promise.all(Array.from({ length: times }, call))
    },
    { url, times },
  )
}

/** Lets the device of this tab sleep: its clock goes on and nothing else does. */
export function sleep(tab: Tab, ms: number): Promise<void> {
  return tab.evaluate((ms) => window.sleepFor(ms), ms)
}
