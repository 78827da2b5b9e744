import { onTestFinished, vi } from 'vitest'
import { type Client, type ClientEvent, type ClientOptions, createClient } from '../../src/index.js'
import { createTestBrowser, type TestBrowser, type TestTab } from './browser.js'
import { createTestClock, type TestClock } from './clock.js'
import { clientId, createTestServer, issuer, type TestServer } from './server.js'

export interface World {
  readonly clock: TestClock
  readonly server: TestServer
  readonly browser: TestBrowser
  /** A client in a tab; `events` is all it told. */
  client(tab: TestTab, options?: Partial<ClientOptions>): TestClient
  /** A person signs in, in this tab: the tab with the page that came back, and its client. */
  signIn(tab: TestTab, options?: Partial<ClientOptions>): Promise<{ tab: TestTab; client: TestClient }>
}

export interface TestClient extends Client {
  readonly events: ClientEvent<unknown>[]
}

/** One browser, one server and one clock, all of them the test's. */
export function createWorld(): World {
  const clock = createTestClock()
  onTestFinished(() => void vi.useRealTimers())
  const server = createTestServer(clock)
  const browser = createTestBrowser(clock, server)
  const world: World = {
    clock,
    server,
    browser,
    client(tab, options = {}) {
      const events: ClientEvent<unknown>[] = []
      const client = createClient({
        issuer,
        clientId,
        scope: 'openid offline_access',
        apis: ['https://api.example'],
        remember: 'browser',
        effects: tab.effects,
        onEvent: (event) => void events.push(event),
        ...options,
      })
      onTestFinished(() => client.close())
      return Object.assign(client, { events })
    },
    async signIn(tab, options) {
      const before = world.client(tab, options)
      before.login().catch(() => {})
      const request = await fact(() => tab.left)
      const back = tab.load(server.authorize(request))
      const client = world.client(back, options)
      await client.start()
      return { tab: back, client }
    },
  }
  return world
}

/** Waits until something is there. No time of the test's clock passes. */
export function fact<T>(look: () => T | undefined | false): Promise<T> {
  return vi.waitFor(
    () => {
      const value = look()
      if (value === undefined || value === false) throw new Error(`not yet: ${look}`)
      return value
    },
    { timeout: 5000, interval: 1 },
  )
}

/** Lets the clock run, a little at a time, until something is there. */
export function pass<T>(clock: TestClock, look: () => T | undefined | false): Promise<T> {
  return fact(() => {
    const value = look()
    if (value === undefined || value === false) clock.advance(100)
    return value
  })
}

/** Lets everything that needs no time happen: promises, messages, modules that are loaded on demand. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
}
