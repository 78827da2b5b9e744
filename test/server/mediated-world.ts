import type { ClientOptions } from '../../src/index.js'
import { createWorld, type TestTab, type TracedClient, until, type World } from '../../src/testing/index.js'
import type { Person } from '../server/person.js'
import { acme, type Setup, setup } from '../server/setup.js'

export interface MediatedWorld extends World {
  /** `instead`: what answers in the place of the server part. `requests`: the path of each request. */
  readonly network: {
    down: boolean
    instead?: (request: Request) => Response | Promise<Response>
    readonly requests: string[]
  }
  /** The provider, and the APIs that a proxy calls: a simulator. */
  readonly simulator: Setup['simulator']
  /** The browser as the server part sees it. */
  readonly person: Person
  /** The client of the page in this tab. */
  open(tab: TestTab, options?: Partial<ClientOptions>): TracedClient
  /** Ada comes back from the provider, or the provider's refusal does. */
  comeBack(tab: TestTab, error?: string): Promise<TestTab>
  /** Ada signs in, in this tab: the tab with the page that came back, and its client. */
  signIn(tab: TestTab): Promise<{ tab: TestTab; client: TracedClient }>
}

/** A browser whose sessions are kept by the server part, as cookies. */
export function createMediatedWorld(
  remember: 'page' | 'tab' | 'browser' = 'browser',
  { server, simulator: provider, ...more }: Parameters<typeof setup>[0] = {},
): MediatedWorld {
  const world = createWorld()
  const { newPerson, simulator } = setup({
    ...more,
    server: { origins: ['https://app.example'], now: world.clock.now, ...server },
    simulator: { now: world.clock.now, ...provider },
  })
  const person = newPerson('https://app.example')
  const network: MediatedWorld['network'] = { down: false, requests: [] }
  const it: MediatedWorld = {
    ...world,
    network,
    simulator,
    person,
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
            network.requests.push(new URL(request.url).pathname)
            if (network.down) throw new TypeError('offline')
            if (network.instead) return network.instead(request)
            const { pathname, search } = new URL(request.url)
            const { method } = request
            const headers = Object.fromEntries(request.headers)
            const body = /^(GET|HEAD)$/.test(method) ? undefined : await request.text()
            return person.call(pathname + search, body, { method, headers })
          },
        },
      }),
    async comeBack(tab, error) {
      const leaving = await person.navigate(await until(() => tab.leftFor))
      const answer = simulator.authorize(
        leaving.headers.get('location') ?? '',
        error ? { code: undefined, error } : {},
      )
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
