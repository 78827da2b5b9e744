import { browserEffects } from '../effects/browser.js'
import { AuthError, explained } from '../errors.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { reported } from '../reported.js'
import type { Claims } from '../session/record.js'
import type { Session } from '../session/state.js'
import { createStore, type Readable } from '../session/store.js'
import type { Client, LoginOptions, LogoutOptions } from './client.js'
import { internalsOf } from './client-internals.js'
import { createClient } from './create-client.js'
import { currentClient } from './current-client.js'
import type { ClientEvent, ClientOptions } from './options.js'
import { pageOf } from './return-url.js'
import { showOnConsole } from './show-on-console.js'

/**
 * What `createClients` takes: the options that all providers have in common, and the options of each
 * provider.
 */
export interface ClientsOptions<Name extends string, User = Claims>
  extends Omit<Partial<ClientOptions<User>>, 'issuer' | 'clientId' | 'redirectUri' | 'onEvent'> {
  /**
   * The providers, by the name that `login` chooses them with. Each has a redirect URI of its own; default:
   * `/auth/{name}` on this origin. A provider's option wins over the common one: an API in its `apis` gets
   * this provider's token alone.
   */
  readonly providers: Readonly<Record<Name, ClientOptions<User>>>
  /** Called with everything that happens to the session of each provider. */
  readonly onEvent?: (event: ClientEvent<User>, provider: Name) => void
}

/** The session of the person who signed in last, and the provider that they signed in with. */
export type ClientsSession<Name extends string, User> =
  | Exclude<Session<User>, { status: 'signed-in' }>
  | (Extract<Session<User>, { status: 'signed-in' }> & { readonly provider: Name })

/** Several providers and one session: a `Client` whose `login` names the provider. */
export interface Clients<Name extends string, User = Claims>
  extends Pick<Client<User>, 'accessToken' | 'fetch' | 'logout' | 'close'> {
  /**
   * Who is signed in, for showing, and with which provider. `get()` returns the session now;
   * `subscribe(listener)` calls the listener now and after each change.
   */
  readonly session: Readable<ClientsSession<Name, User>>
  /** Like a client's own `start`, without `require`, since the person has to choose the provider. */
  start(): Promise<ClientsSession<Name, User>>
  /**
   * Like a client's own `login`. Once it is done, a person who was signed in with another provider is signed
   * out of this app.
   */
  login(options: LoginOptions & { readonly provider: Name }): Promise<never>
  /** The client of each provider, for functions that take a client: a popup, user info. */
  readonly clients: Readonly<Record<Name, Client<User>>>
}

/**
 * Makes one client of several providers. The answer to a login is accepted only by the client that sent the
 * person away, and only at that client's own redirect URI, so that no provider can pass on another provider's
 * code (RFC 9700, section 4.4).
 *
 * @throws {AuthError} `configuration`, for an option that cannot work, and for two providers that come back
 * to the same place.
 * @example
 * const auth = createClients({
 *   providers: { google: google({ clientId: '…', server: '/oauth' }), gitlab: gitlab({ clientId: '…' }) },
 *   apis: ['https://api.example.com'],
 * })
 * auth.login({ provider: 'gitlab' })
 */
export function createClients<const Name extends string, User = Claims>(
  options: ClientsOptions<Name, User>,
): Clients<Name, User> {
  const { providers, onEvent, ...common } = own(options)
  const names = Object.keys(providers) as Name[]
  const { page } = own({ ...browserEffects(), ...own(common).effects })
  const made = names.map((name) => [name, make(name)] as const)
  const clients = Object.fromEntries(made) as Record<Name, Client<User>>
  checkRedirects()
  const session = createStore<ClientsSession<Name, User>>({ status: 'loading' })
  let latest: Name | undefined
  let shown: { readonly session: Session<User>; readonly provider: Name } | undefined
  let started: Promise<ClientsSession<Name, User>> | undefined
  for (const [, client] of made) client.session.subscribe(show)

  function make(name: Name): Client<User> {
    const given = own(providers[name])
    return createClient<User>({
      ...common,
      ...(page && comesBack(given) && { redirectUri: new URL(`/auth/${name}`, page.base()).href }),
      ...given,
      onEvent(event) {
        if (event.type === 'tokens-arrived' && event.from !== 'renewal') arrived(name, event.from === 'login')
        given.onEvent?.(event)
        onEvent?.(event, name)
        if (event.type === 'warning' && !given.onEvent && !onEvent) showOnConsole(event.error)
      },
    })
  }

  /**
   * Does the provider send people back to this page? Where a server part signs people in, the provider sends
   * them to the server part instead, at a path of its own for each provider.
   */
  function comesBack(given: ClientOptions<User>): boolean {
    const { server } = own(given)
    return !server || (typeof server === 'object' && own(server).mode === 'exchange')
  }

  /** There is one session, that of the last login. The other tabs learn of it from the clients themselves. */
  function arrived(name: Name, here: boolean): void {
    latest = name
    if (here) for (const [other, client] of made) if (other !== name) void leave(client)
  }

  async function leave(client: Client<User>): Promise<void> {
    // A client that is still loading may turn out to be signed in.
    if (client.session.get().status === 'loading') await client.start()
    if (client.session.get().status === 'signed-in') await client.logout({ everywhere: false })
  }

  /** Shows the session, which stays the same object while the session and the provider stay the same. */
  function show(): void {
    const next = now()
    if (next.session === shown?.session && next.provider === shown?.provider) return
    shown = next
    const { session: value, provider } = next
    session.set(value.status === 'signed-in' ? { ...value, provider } : value)
  }

  function now(): { readonly session: Session<User>; readonly provider: Name } {
    const all = made.map(([provider, client]) => ({ provider, session: client.session.get() }))
    const of = (status: Session<User>['status']) =>
      all.find((one) => one.provider === latest && one.session.status === status) ??
      all.find((one) => one.session.status === status)
    const signedIn = of('signed-in')
    if (signedIn) {
      latest = signedIn.provider
      return signedIn
    }
    const waiting = of('signing-in') ?? of('loading')
    if (waiting) return waiting
    const failed = all.find(({ session }) => session.status === 'signed-out' && session.error)
    const [first] = all
    return failed ?? of('signed-out') ?? (first as NonNullable<typeof first>)
  }

  async function begin(): Promise<ClientsSession<Name, User>> {
    const starts = made.map(([, client]) => client.start())
    await Promise.all(starts)
    show()
    return session.get()
  }

  // RFC 9700, section 4.4.2: a client of several servers knows them apart by `iss` (RFC 9207), or by a
  // redirect URI for each.
  function checkRedirects(): void {
    const seen = new Map<string, Name>()
    for (const name of names) {
      const { issuer, redirectUri } = internalsOf(clients[name]).context.settings
      if (!comesBack(providers[name])) continue
      const saysWho = typeof issuer === 'object' && issuer.authorization_response_iss_parameter_supported
      if (!redirectUri || !isSecureUrl(redirectUri) || saysWho) continue
      const page = pageOf(redirectUri)
      const other = seen.get(page)
      if (other) {
        const { pathname } = new URL(redirectUri)
        const message =
          `redirectUri: ${other} and ${name} come back to the same path, ${pathname}, and could be ` +
          'mixed up. Give each its own.'
        throw new AuthError('configuration', { option: 'redirectUri' }, message)
      }
      seen.set(page, name)
    }
  }

  function start(): Promise<ClientsSession<Name, User>> {
    started ??= begin()
    return started
  }

  async function signOut(options: LogoutOptions | undefined): Promise<void> {
    const value = session.get()
    const active = value.status === 'signed-in' ? clients[value.provider] : undefined
    await Promise.all(
      made.map(async ([, client]) => {
        if (client === active) return
        const leaving = leave(client)
        // A client that is still loading signs out later, without delaying this sign-out.
        if (client.session.get().status !== 'loading') await leaving
      }),
    )
    // The active client signs out last, since its sign-out may leave the page.
    await active?.logout(options)
  }

  const all: Clients<Name, User> = {
    clients,
    session: { get: session.get, subscribe: session.subscribe },
    start,
    login({ provider, ...rest }) {
      if (Object.hasOwn(clients, provider)) return clients[provider].login(rest)
      const message = `provider: there is no '${provider}' here; there are ${names.join(', ')}.`
      return Promise.reject(new AuthError('configuration', { option: 'provider' }, message))
    },
    logout: (options) => reported(signOut(options)),
    accessToken: async (request) => (await explained(currentClient(all))).accessToken(request),
    fetch: async (input, init) => (await explained(currentClient(all))).fetch(input, init),
    close() {
      started = undefined
      for (const [, client] of made) client.close()
    },
  }
  return all
}
