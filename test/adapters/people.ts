import type { Client, Clients } from '../../src/index.js'
import { createClients } from '../../src/index.js'
import { createWorld, type TracedClient, until, type World } from '../../src/testing/index.js'

export interface People {
  readonly world: World
  /** Somebody is remembered here, and the client has not been started yet. */
  readonly auth: TracedClient
  /** Nobody is signed in here, in another browser, and the client has not been started yet. */
  readonly nobody: TracedClient
  /** The person signs out in another tab. */
  signOutElsewhere(): Promise<void>
  /** The next renewal of `auth` fails. */
  failRenewal(): Promise<void>
}

/** Somebody who has signed in before, and the page that is loaded now. */
export async function createPeople(): Promise<People> {
  const world = createWorld()
  const { tab } = await world.signIn(world.browser.openTab())
  const other = world.client(world.browser.openTab())
  const auth = world.client(tab.load(tab.url))
  return {
    world,
    auth,
    nobody: createNobody(),
    async signOutElsewhere() {
      await other.start()
      await other.logout({ everywhere: false })
      await until(() => auth.session.get().status === 'signed-out')
    },
    async failRenewal() {
      world.server.intercept = async (endpoint, proceed) =>
        endpoint === 'token' ? new Response('', { status: 503 }) : proceed()
      world.clock.advance(3_590_000)
      await auth.accessToken().catch(() => {})
      await until(() => hasTrouble(auth))
    },
  }
}

/** Several providers, with somebody signed in with one of them, `work`. Not started yet. */
export async function createWorkers(): Promise<{ auth: Clients<'work' | 'home'>; world: World }> {
  const world = createWorld()
  const tab = world.browser.openTab()
  const options = { issuer: 'https://login.example', remember: 'browser', scope: 'openid' } as const
  const clientsIn = (effects: typeof tab.effects): Clients<'work' | 'home'> =>
    createClients({
      providers: {
        work: { ...options, clientId: 'app' },
        home: { ...options, clientId: 'home' },
      },
      apis: ['https://api.example'],
      effects,
    })
  void clientsIn(tab.effects).login({ provider: 'work' })
  const back = tab.load(world.server.authorize(await until(() => tab.leftFor)))
  return { auth: clientsIn(back.effects), world }
}

function createNobody(): TracedClient {
  const world = createWorld()
  return world.client(world.browser.openTab())
}

function hasTrouble({ session }: Client): boolean {
  const now = session.get()
  return now.status === 'signed-in' && now.trouble !== undefined
}
