import { onTestFinished } from 'vitest'
import { type Client, type ClientEvent, type ClientOptions, createClient } from '../../src/index.js'
import { simulatedPageFetch } from '../../src/simulators/network.js'
import type { Simulator } from '../../src/simulators/simulator.js'
import {
  createTestBrowser,
  createTestClock,
  createTestServer,
  testOrigin as origin,
  type TestClock,
  type TestTab,
  until,
} from '../../src/testing/index.js'

export { origin }

export interface ProviderWorld {
  readonly clock: TestClock
  openTab(url?: string): TestTab
  effects(tab: TestTab): NonNullable<ClientOptions['effects']>
}

/** A browser whose network has these providers in it, and CORS. */
export function createProviderWorld(simulators: readonly Simulator[]): ProviderWorld {
  // The simulators go by `Date`.
  const clock = createTestClock(Date.now())
  const browser = createTestBrowser(clock, createTestServer(clock))
  const fetch = simulatedPageFetch(simulators, origin)
  return {
    clock,
    openTab: (url) => browser.openTab(url),
    effects: (tab) => ({ ...tab.effects, fetch }),
  }
}

export interface SignedIn<User> {
  readonly tab: TestTab
  readonly client: Client<User>
  readonly request: URL
  readonly events: readonly ClientEvent<User>[]
}

/** Leaves for the provider, clicks, and comes back. */
export async function signInAt<User>(
  world: ProviderWorld,
  simulator: Simulator,
  options: ClientOptions<User>,
  login: string = 'ada',
): Promise<SignedIn<User>> {
  const tab = world.openTab()
  const leaving = createClient({ ...options, effects: world.effects(tab) })
  onTestFinished(() => leaving.close())
  await leaving.start()
  await leave(leaving, tab)
  const request = tab.leftFor ?? ''
  const back = tab.load(await clickAt(simulator, request, login))
  const events: ClientEvent<User>[] = []
  const client = createClient({
    ...options,
    onEvent: (event) => events.push(event),
    effects: world.effects(back),
  })
  onTestFinished(() => client.close())
  await client.start()
  return { tab: back, client, request: new URL(request), events }
}

/** Resolves once the page has left; rejects where it does not. */
export async function leave<User>(client: Pick<Client<User>, 'login'>, tab: TestTab): Promise<void> {
  const login = client.login()
  await Promise.race([login, until(() => tab.leftFor)])
}

/** Where the provider sends the person who clicked. */
export async function clickAt(simulator: Simulator, request: string, login?: string): Promise<string> {
  const answer = await simulator.click(request, login)
  const location = answer.headers.get('location')
  if (!location) throw new Error(`${simulator.name} says: ${(await answer.text()).replace(/<[^>]+>/g, ' ')}`)
  return location
}
