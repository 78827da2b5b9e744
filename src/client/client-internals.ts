import type { Authorize } from '../fetch/authorize.js'
import type { StoredToken } from '../session/record.js'
import type { TokenRequest } from '../session/tokens.js'
import type { Client, LoginOptions } from './client.js'
import type { Context } from './context.js'
import type { Logout } from './logout.js'
import type { TokenSource } from './sources/token-source.js'

/** What entry points that take a client see of the client, and apps do not. */
export interface ClientInternals<User> {
  readonly context: Context<User>
  readonly source: () => Promise<TokenSource>
  readonly token: (request: TokenRequest) => Promise<StoredToken>
  /** Renews the login's token now, whether it is stale or not. */
  readonly renew: () => Promise<unknown>
  readonly login: (options: LoginOptions, automatic?: boolean) => Promise<never>
  readonly logout: Logout['logout']
  /** May a call to this URL have a token? */
  readonly isApi: (url: string) => boolean
  readonly authorize: Authorize
}

const insides = /* @__PURE__ */ new WeakMap<object, unknown>()

export function keepInternals<User>(client: Client<User>, inside: ClientInternals<User>): Client<User> {
  insides.set(client, inside)
  return client
}

/** @throws {TypeError} for an object that `createClient` has not made. */
export function internalsOf<User>(client: Client<User>): ClientInternals<User> {
  const inside = insides.get(client)
  if (!inside) throw new TypeError('This is no client that createClient has made.')
  return inside as ClientInternals<User>
}
