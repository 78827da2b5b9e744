import type { ClientOptions } from '../../src/index.js'
import type { Simulator } from '../server/provider-simulator.js'
import { acme, setup } from '../server/setup.js'
import type { TestTab } from './browser.js'
import { createWorld, fact, type TestClient, type World } from './world.js'

export interface MediatedWorld extends World {
  /** `instead`: what answers in the place of the server part. */
  readonly network: { down: boolean; instead?: () => Response }
  /** The provider behind the server part. */
  readonly provider: Simulator
  /** The client of the page in this tab. */
  open(tab: TestTab, options?: Partial<ClientOptions>): TestClient
  /** Ada comes back from the provider, or the provider's refusal does. */
  comeBack(tab: TestTab, error?: string): Promise<TestTab>
  /** Ada signs in, in this tab: the tab with the page that came back, and its client. */
  signIn(tab: TestTab): Promise<{ tab: TestTab; client: TestClient }>
}

/** A browser whose sessions are kept by the server part, as cookies. */
export function createMediatedWorld(remember: 'page' | 'tab' | 'browser' = 'browser'): MediatedWorld {
  const world = createWorld()
  const { newPerson, simulator } = setup({ server: { origins: ['https://app.example'], now: world.clock.now } })
  const person = newPerson('https://app.example')
  const network: MediatedWorld['network'] = { down: false }
  const it: MediatedWorld = {
    ...world,
    network,
    provider: simulator,
    open: (tab, options) =>
      world.client(tab, {
        issuer: acme.issuer,
        clientId: 'client-1',
        apis: [],
        server: '/oauth/acme',
        remember,
        ...options,
        effects: {
          ...tab.effects,
          async fetch(input, init) {
            const request = new Request(input, init)
            if (network.down) throw new TypeError('offline')
            if (network.instead) return network.instead()
            const form = Object.fromEntries(new URLSearchParams(await request.text()))
            return person.call(new URL(request.url).pathname, form)
          },
        },
      }),
    async comeBack(tab, error) {
      const leaving = await person.navigate(await fact(() => tab.left))
      const answer = simulator.authorize(leaving.headers.get('location') ?? '', error ? { code: undefined, error } : {})
      const back = await person.navigate(answer.href, { site: 'cross-site' })
      return tab.load(new URL(back.headers.get('location') ?? '', tab.url).href)
    },
    async signIn(tab) {
      const visitor = it.open(tab)
      await visitor.start()
      visitor.login().catch(() => {})
      const back = await it.comeBack(tab)
      const client = it.open(back)
      await client.start()
      return { tab: back, client }
    },
  }
  return it
}
