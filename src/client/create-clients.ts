import { browserEffects } from '../effects/browser.js'
import { AuthError, explained } from '../errors.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { reported } from '../reported.js'
import type { Claims } from '../session/record.js'
import type { Session } from '../session/state.js'
import { createStore, type Readable } from '../session/store.js'
import type { Client, LoginOptions, LogoutOptions } from './client.js'
import { createClient } from './create-client.js'
import { insideOf } from './inside.js'
import type { ClientEvent, ClientOptions } from './options.js'
import { pageOf } from './return-url.js'

/** What `createClients` takes: what all have in common, and the rest for each provider. */
export interface ClientsOptions<Name extends string, User = Claims>
  extends Omit<Partial<ClientOptions<User>>, 'issuer' | 'clientId' | 'redirectUri' | 'onEvent'> {
  /**
   * By the name that `login` chooses them with. Each comes back to a redirect URI of its own; default: `/auth/{name}` on this origin.
   * What is written here goes before what all have in common: an `apis` here gets this provider's token alone.
   */
  readonly providers: Readonly<Record<Name, ClientOptions<User>>>
  /** Told of everything that happens to each one's session. */
  readonly onEvent?: (event: ClientEvent<User>, provider: Name) => void
}

/** The session of whoever signed in last, and with whom. */
export type ClientsSession<Name extends string, User> =
  | Exclude<Session<User>, { status: 'signed-in' }>
  | (Extract<Session<User>, { status: 'signed-in' }> & { readonly provider: Name })

/** Several providers and one session: a `Client` whose `login` is told with whom. */
export interface Clients<Name extends string, User = Claims>
  extends Pick<Client<User>, 'accessToken' | 'fetch' | 'logout' | 'close'> {
  readonly session: Readable<ClientsSession<Name, User>>
  /** As a client's own, without `require`: with whom to sign in is for the person to say. */
  start(): Promise<ClientsSession<Name, User>>
  /** As a client's own. Once it is done, whoever was signed in with another provider is signed out of this app. */
  login(options: LoginOptions & { readonly provider: Name }): Promise<never>
  /** Each one alone, for what takes a client: a popup, user info. */
  readonly clients: Readonly<Record<Name, Client<User>>>
}

/**
 * Makes one client of several providers. A callback is believed only by the client that sent the person away, and only at this
 * client's own redirect URI, so that no provider can hand in another's code (RFC 9700, section 4.4).
 *
 * @throws {AuthError} `configuration`, for an option that cannot work, and for two providers that come back to the same place.
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
      },
    })
  }

  /** With a server part the provider sends people there, at a path of its own for each. */
  function comesBack(given: ClientOptions<User>): boolean {
    const { server } = own(given)
    return !server || (typeof server === 'object' && own(server).mode === 'exchange')
  }

  /** One session: whoever signed in last. The other tabs hear it from the clients themselves. */
  function arrived(name: Name, here: boolean): void {
    latest = name
    if (here) for (const [other, client] of made) if (other !== name) void leave(client)
  }

  async function leave(client: Client<User>): Promise<void> {
    // Who is asked still, or read, may be signed in yet.
    if (client.session.get().status === 'loading') await client.start()
    if (client.session.get().status === 'signed-in') await client.logout({ everywhere: false })
  }

  /** The same session with the same provider stays the same object. */
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

  // RFC 9700, section 4.4.2: a client of several servers knows them apart by `iss` (RFC 9207), or by a redirect URI for each.
  function checkRedirects(): void {
    const seen = new Map<string, Name>()
    for (const name of names) {
      const { issuer, redirectUri } = insideOf(clients[name]).context.settings
      if (!comesBack(providers[name])) continue
      const saysWho = typeof issuer === 'object' && issuer.authorization_response_iss_parameter_supported
      if (!redirectUri || !isSecureUrl(redirectUri) || saysWho) continue
      const page = pageOf(redirectUri)
      const other = seen.get(page)
      if (other) {
        const { pathname } = new URL(redirectUri)
        const message = `redirectUri: ${other} and ${name} come back to the same path, ${pathname}, and could be mixed up. Give each its own.`
        throw new AuthError('configuration', { option: 'redirectUri' }, message)
      }
      seen.set(page, name)
    }
  }

  async function current(): Promise<Client<User>> {
    if (session.get().status === 'loading') await (started ?? start())
    const value = session.get()
    if (value.status === 'signed-in') return clients[value.provider]
    throw new AuthError('signed-out', {})
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
        // One that still asks may take its time.
        if (client.session.get().status !== 'loading') await leaving
      }),
    )
    // Last, since it may leave the page.
    await active?.logout(options)
  }

  return {
    clients,
    session: { get: session.get, subscribe: session.subscribe },
    start,
    login({ provider, ...rest }) {
      if (Object.hasOwn(clients, provider)) return clients[provider].login(rest)
      const message = `provider: there is no '${provider}' here; there are ${names.join(', ')}.`
      return Promise.reject(new AuthError('configuration', { option: 'provider' }, message))
    },
    logout: (options) => reported(signOut(options)),
    accessToken: async (request) => (await explained(current())).accessToken(request),
    fetch: async (input, init) => (await explained(current())).fetch(input, init),
    close() {
      started = undefined
      for (const [, client] of made) client.close()
    },
  }
}
