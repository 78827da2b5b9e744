import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { WebKitGtk } from '../../../scripts/browsers.mjs'
import { freePort } from '../harness/free-port.js'
import type { Browser, BrowserSession, Tab } from './tab.js'
import { buttonOrLink, pause, until } from './until.js'
import type { WebDriver } from './webdriver.js'
import { elementKey, newWebDriver, send } from './webdriver.js'

/** Starts an X server without a screen: WebKitGTK has no headless mode. */
export async function launchWebKitGtk(installed: WebKitGtk): Promise<Browser> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  // Xvfb looks for a free display by itself, and writes its number once it listens.
  const [number] = await once(screen.stdio[3] as Readable, 'data')
  const display = `:${String(number).trim()}`
  killAtExit(screen)

  async function newSession(args: readonly string[]): Promise<BrowserSession> {
    const driver = await startDriver(installed.driver, display)
    try {
      const webdriver = await newWebDriver(driver.url, {
        alwaysMatch: {
          acceptInsecureCerts: true,
          'webkitgtk:browserOptions': { binary: installed.minibrowser, args: ['--automation', ...args] },
        },
      })
      const begun = session(webdriver)
      return { ...begun, close: () => begun.close().finally(driver.stop) }
    } catch (error) {
      await driver.stop()
      throw error
    }
  }

  return {
    newSession: async ({ blockThirdPartyCookies } = {}) => {
      const args = blockThirdPartyCookies ? ['--enable-itp'] : []
      // On a busy machine it happens that MiniBrowser starts, and it and its driver never find each other.
      return newSession(args).catch(() => newSession(args))
    },
    close: () => end(screen),
  }
}

/** One for each session: it cannot do more. */
async function startDriver(
  path: string,
  display: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const port = await freePort()
  const driver = spawn(path, [`--port=${port}`], {
    env: { ...process.env, DISPLAY: display },
    stdio: 'ignore',
  })
  killAtExit(driver)
  const url = `http://127.0.0.1:${port}`
  await until('WebKitWebDriver listens', () => send(url, 'GET', '/status'))
  return { url, stop: () => end(driver) }
}

/** Whoever is interrupted leaves none of them behind. */
function killAtExit(child: ChildProcess): void {
  const kill = (): boolean => child.kill()
  process.on('exit', kill)
  child.on('exit', () => process.off('exit', kill))
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

function session(webdriver: WebDriver): BrowserSession {
  let queue: Promise<unknown> = Promise.resolve()
  let first = true

  /** One command at a time, for a session has one current window. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = queue.then(run)
    queue = turn.catch(() => {})
    return turn
  }

  const handles = (): Promise<readonly string[]> =>
    inTurn(async () => (await webdriver.command('GET', '/window/handles')) as string[])

  function tabOf(handle: string): Tab {
    return webDriverTab((method, path, body) =>
      inTurn(async () => {
        await webdriver.command('POST', '/window', { handle })
        return webdriver.command(method, path, body)
      }),
    )
  }

  return {
    engine: 'webkit',
    newTab: async () => {
      // A session begins with a tab.
      if (first) {
        first = false
        return tabOf((await inTurn(() => webdriver.command('GET', '/window'))) as string)
      }
      const [open] = await handles()
      const { handle } = (await inTurn(async () => {
        // The current window may be one that is closed, and then WebDriver opens no other.
        await webdriver.command('POST', '/window', { handle: open })
        return webdriver.command('POST', '/window/new', { type: 'tab' })
      })) as { handle: string }
      return tabOf(handle)
    },
    opened: async (act) => {
      const before = await handles()
      await act()
      return tabOf(
        await until(
          'a tab opens',
          async () => (await handles()).find((handle) => !before.includes(handle)) ?? '',
        ),
      )
    },
    // MiniBrowser shows the tab that was opened first, and WebDriver has no word for showing another.
    show: async () => {},
    setOffline: async (offline) => {
      for (const handle of await handles()) {
        await tabOf(handle).evaluate(
          (type) => window.dispatchEvent(new Event(type)),
          offline ? 'offline' : 'online',
        )
      }
    },
    console: () => [],
    close: async () => {
      await inTurn(() => webdriver.command('DELETE', ''))
    },
  }
}

/** @see https://www.w3.org/TR/webdriver2/#keyboard-actions */
const webDriverKeys: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  End: '\uE010',
  Home: '\uE011',
  ArrowUp: '\uE013',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
}

function webDriverTab(command: WebDriver['command']): Tab {
  let runs = 0
  const execute = (script: string, ...args: readonly unknown[]): Promise<unknown> =>
    command('POST', '/execute/sync', { script, args })

  return {
    goto: async (url) => {
      await command('POST', '/url', { url })
      // Returns early at times, before the modules of the page have run.
      await until(
        'the page has loaded',
        async () => (await execute('return document.readyState')) === 'complete',
      )
    },
    // Begun in one command and looked at in others: a promise that takes its time must not keep the other
    // tabs waiting.
    evaluate: async <A, R>(run: (argument: A) => R | Promise<R>, argument?: A): Promise<R> => {
      const id = `run ${runs++}`
      let outcome = await execute(begin(run.toString()), id, argument)
      while (!outcome) {
        await pause()
        outcome = await execute(look, id)
      }
      return settle(outcome as Outcome) as R
    },
    click: async (name) => {
      const using = 'xpath'
      const value = buttonOrLink(name)
      await until(`a button or link "${name}"`, async () => {
        const found = (await command('POST', '/element', { using, value })) as { [elementKey]: string }
        await command('POST', `/element/${found[elementKey]}/click`)
        return true
      })
    },
    pointTo: async (x, y) => {
      const actions = [{ type: 'pointerMove', x, y, origin: 'viewport' }]
      await command('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] })
    },
    press: async (key) => {
      const value = webDriverKeys[key] ?? key
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }))
      await command('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
    history: async () => [],
    close: async () => {
      await command('DELETE', '/window')
    },
  }
}

/** What a page answered, or that the page which was asked is gone. */
type Outcome = { readonly value: unknown } | { readonly thrown: string } | { readonly gone: true }

function begin(source: string): string {
  return `
    const runs = (globalThis[Symbol.for('test runs')] ??= new Map())
    const [id, argument] = arguments
    const fail = (error) => ({ thrown: error?.stack ? error + '\\n' + error.stack : String(error) })
    try {
      const value = (${source})(argument ?? undefined)
      if (typeof value?.then !== 'function') return { value }
      runs.set(id, undefined)
      value.then((value) => runs.set(id, { value }), (error) => runs.set(id, fail(error)))
    } catch (error) {
      return fail(error)
    }`
}

const look = `
  const runs = globalThis[Symbol.for('test runs')]
  const outcome = runs?.get(arguments[0])
  return runs?.has(arguments[0]) ? outcome : { gone: true }`

function settle(outcome: Outcome): unknown {
  if ('gone' in outcome) throw new Error('The page went away before it answered.')
  if ('thrown' in outcome) throw new Error(outcome.thrown)
  return outcome.value ?? undefined
}
