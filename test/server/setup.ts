import type { Provider } from '../../src/providers/provider.js'
import type { AuditEvent, ServerOptions, ServerPart, ServerProvider } from '../../src/server/index.js'
import { createServer } from '../../src/server/index.js'
import { acme } from './acme.js'
import { createPerson, type Person } from './person.js'
import { createSimulator, type Simulator, type SimulatorOptions } from './provider-simulator.js'

export { acme } from './acme.js'

export const origin = 'https://app.test'
export const secret = 'the-secret-of-the-client'
export const cookieKey = 'cookie key 0123456789 abcdefghijklmnop'

/** Options of a server part that need nothing from outside. */
export const acmeOptions: ServerOptions = {
  origins: [origin],
  cookieKey,
  providers: { acme: { provider: acme, clientId: 'client-1', clientSecret: secret } },
}

/** How the requests of a person reach the server part. `over-node.test.ts` puts a real server between. */
export const way: { through: (server: ServerPart) => (request: Request) => Promise<Response | undefined> } = {
  through: (server) => server,
}

export interface Setup {
  readonly server: ServerPart
  readonly simulator: Simulator
  readonly audited: AuditEvent[]
  readonly clock: { now: number }
  newPerson(origin?: string): Person
  /** Signs in by the front door. */
  signIn(person: Person, options?: { readonly returnTo?: string; readonly name?: string }): Promise<Response>
}

export function setup(
  more: {
    readonly provider?: Partial<Provider>
    readonly configured?: Partial<ServerProvider>
    readonly server?: Partial<ServerOptions>
    readonly simulator?: Partial<SimulatorOptions>
  } = {},
): Setup {
  // From now on: oauth4webapi has no other clock than the real one.
  const clock = { now: Date.now() }
  const person = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@acme.test' }
  const simulator = createSimulator({
    issuer: acme.issuer,
    expiresIn: 3600,
    rotate: true,
    person,
    now: () => clock.now,
    ...more.simulator,
  })
  const audited: AuditEvent[] = []
  const server = createServer({
    origins: [origin],
    cookieKey,
    fetch: simulator.fetch,
    now: () => clock.now,
    onAudit: (event) => audited.push(event),
    providers: {
      acme: {
        provider: { ...acme, ...more.provider },
        clientId: 'client-1',
        clientSecret: secret,
        ...more.configured,
      },
    },
    ...more.server,
  })
  const through = way.through(server)
  return {
    server,
    simulator,
    audited,
    clock,
    newPerson: (origin) => createPerson(through, origin),
    signIn: async (person, { returnTo = '/inbox' } = {}) => {
      const leaving = await person.navigate(`/oauth/acme/login?returnTo=${encodeURIComponent(returnTo)}`)
      const answer = simulator.authorize(leaving.headers.get('location') ?? '')
      return person.navigate(answer.href, { site: 'cross-site' })
    },
  }
}
