import { browserEffects } from '../effects/browser.js'
import type { Channel, Effects, Page } from '../effects/effects.js'
import { AuthError, explain } from '../errors.js'
import { own } from '../own.js'
import type { DpopProver } from '../protocol/dpop-prover.js'
import type { ProtocolDeps } from '../protocol/grants.js'
import { type CurrentSession, createCurrentSession } from '../session/current-session.js'
import { createAges, type Lifetime, lifetime } from '../session/lifetime.js'
import type { StoredToken } from '../session/record.js'
import { createRecordStore } from '../session/record-store.js'
import { createSignOuts, type SignOuts } from '../session/sign-outs.js'
import { tell } from '../session/store.js'
import { createVault, type Vault } from '../session/vault.js'
import { asAuthError } from './as-auth-error.js'
import type { Settings } from './check-options.js'
import type { LoginMemory } from './login-memory.js'
import type { ClientEvent } from './options.js'
import { createServerMetadata } from './server-metadata.js'
import { showOnConsole } from './show-on-console.js'
import { createToUser } from './to-user.js'

/** What `hallpass/devtools` replaces while it watches a client. */
export interface Hooks<User> {
  /** Sends every request of this client. */
  fetch: typeof fetch
  /** Told of everything that happens to the session: the option `onEvent`. */
  onEvent: ((event: ClientEvent<User>) => void) | undefined
}

/** What the flows of one client share. */
export interface Context<User> {
  readonly settings: Settings<User>
  readonly effects: Effects
  readonly hooks: Hooks<User>
  /** The page, for the flows that need one. Throws `configuration` on a host that has none. */
  readonly page: () => Page
  /** The name of this client in storage, locks and channels: two clients on one origin never meet. */
  readonly name: string
  /** Makes the DPoP proofs, where the client has the `dpop` option. */
  readonly prover: DpopProver | undefined
  readonly vault: Vault
  readonly signOuts: SignOuts
  readonly current: CurrentSession<User>
  readonly age: (token: StoredToken, renewable: boolean) => number
  readonly lifetime: (token: StoredToken, renewable: boolean) => Lifetime
  /** The channel to the other tabs, open from `start()` on. */
  readonly channel: { now?: Channel }
  /** What this page remembers of its logins. */
  readonly logins: LoginMemory
  /** The server's metadata and this client, for a request to the authorization server. */
  readonly protocolDeps: () => Promise<ProtocolDeps>
  /**
   * Tells the app of an error that did not end the session. Resolves once the app was told, and never
   * rejects.
   */
  readonly warn: (error: unknown) => Promise<void>
}

export function createContext<User>(settings: Settings<User>): Context<User> {
  const world = own({ ...browserEffects(), ...settings.effects })
  const hooks: Hooks<User> = { fetch: world.fetch, onEvent: settings.onEvent }
  const effects = own<Effects>({ ...world, fetch: (input, init) => hooks.fetch(input, init) })
  const { issuer, issuerName, clientId, remember, apis, timeoutMs, dialect, signatures } = settings
  const name = `hallpass1 ${issuerName} ${clientId}`
  const prover = settings.dpop?.createProver({ name, effects, remember, apis })
  const signOuts = createSignOuts(name, effects.storage, effects.clock)
  const vault = createVault(createRecordStore(remember, effects.storage, name), {
    remember,
    isValid: (record) =>
      (record.jkt ? !!prover : !prover?.required) && record.afterSignOut >= signOuts.last(),
    warn,
  })
  const logins: LoginMemory = own({ loadedUrl: effects.page?.url() })
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs }
  const server = createServerMetadata(issuer, effects.storage.browser, network, dialect?.acceptsEndpoint)
  const age = createAges(effects.clock)

  function emit(event: ClientEvent<User>): void {
    // Somebody has signed in, so what was before is no reason any more to wait for a click.
    if ('session' in event) delete logins.blockedBy
    if (hooks.onEvent) tell(hooks.onEvent, event)
  }

  async function warn(thrown: unknown): Promise<void> {
    const error = await explain(asAuthError(thrown))
    emit({ type: 'warning', error })
    if (!hooks.onEvent) showOnConsole(error)
  }

  return {
    settings,
    effects,
    hooks,
    page() {
      if (effects.page) return effects.page
      throw new AuthError('configuration', { reason: 'no-page' })
    },
    name,
    prover,
    vault,
    signOuts,
    current: createCurrentSession(createToUser(settings.user), emit),
    age,
    lifetime: (token, renewable) => lifetime(token, age(token, renewable)),
    channel: {},
    logins,
    protocolDeps: async () => ({ server: await server(), clientId, network, dialect, prover, signatures }),
    warn,
  }
}

/**
 * The redirect URI. It is the same text each time, since servers compare it exactly (RFC 9700, section
 * 4.1.3).
 */
export function redirectUriOf<User>(context: Context<User>): string {
  return (
    context.settings.redirectUri ??
    context
      .page()
      .base()
      .replace(/[?#].*/s, '')
  )
}
