import type { Client, ClientEvent, ClientOptions } from 'hallpass'
import { createClient } from '../client/create-client.js'
import type { EpochMs } from '../clock.js'
import { createTestBrowser, type TestBrowser, type TestTab } from './browser.js'
import { createTestClock, type TestClock } from './clock.js'
import { createTestServer } from './create-test-server.js'
import { type TestServer, testClientId, testIssuer } from './test-server.js'
import { until } from './waiting.js'

/** A client, and everything that it told its `onEvent`. */
export interface TracedClient extends Client {
  /** The events so far, in order. */
  readonly events: ClientEvent<unknown>[]
}

/** One browser, one server and one clock, all of them the test's. */
export interface World {
  /** The clock of the browser and of the server. */
  readonly clock: TestClock
  /** The authorization server and its APIs. */
  readonly server: TestServer
  /** The browser, without tabs at first. */
  readonly browser: TestBrowser
  /**
   * Makes the client of the page in a tab, which remembers its session in the browser and calls
   * `https://api.example`, unless the options say otherwise.
   */
  client(tab: TestTab, options?: Partial<ClientOptions>): TracedClient
  /**
   * A person signs in, in this tab. Resolves to the tab with the page that came back, and to its client,
   * which is started.
   */
  signIn(tab: TestTab, options?: Partial<ClientOptions>): Promise<{ tab: TestTab; client: TracedClient }>
}

/** The options of `createWorld`. */
export interface WorldOptions {
  /** What the clock says at first. Default: 1 January 2026, 00:00 UTC. */
  readonly now?: EpochMs
}

/**
 * Makes a world in memory. Nothing of it is shared with another world, nothing has to be cleaned up, and no
 * global is replaced.
 *
 * @example
 * const { browser, clock, server, signIn } = createWorld()
 * const { client } = await signIn(browser.openTab())
 * server.fail('token', 'offline')
 * clock.advance(3_600_000)
 */
export function createWorld(options: WorldOptions = {}): World {
  const clock = createTestClock(options.now)
  const server = createTestServer(clock)
  const browser = createTestBrowser(clock, server)
  const world: World = {
    clock,
    server,
    browser,
    client(tab, options = {}) {
      const events: ClientEvent<unknown>[] = []
      const client = createClient({
        issuer: testIssuer,
        clientId: testClientId,
        scope: 'openid offline_access',
        apis: ['https://api.example'],
        remember: 'browser',
        effects: tab.effects,
        onEvent: (event) => void events.push(event),
        ...options,
      })
      return Object.assign(client, { events })
    },
    async signIn(tab, options) {
      const before = world.client(tab, options)
      before.login().catch(() => {})
      const request = await until(() => tab.leftFor)
      const back = tab.load(server.authorize(request))
      const client = world.client(back, options)
      await client.start()
      return { tab: back, client }
    },
  }
  return world
}
