import type { Channel, Effects, Page } from '../effects/effects.js'
import type { AuthError } from '../errors.js'
import type { Grant } from '../protocol/grants.js'
import type { Prover } from '../protocol/prover.js'
import type { Current } from '../session/current.js'
import type { Lifetime } from '../session/lifetime.js'
import type { StoredToken } from '../session/record.js'
import type { Vault } from '../session/vault.js'
import type { Settings } from './options.js'

/** What the flows of one client share. */
export interface Context<User> {
  readonly settings: Settings<User>
  readonly effects: Effects
  /** For the flows that need one. Throws on a host that has none. */
  readonly page: () => Page
  /** Of everything in storage, locks and channels: two clients on one origin never meet. */
  readonly name: string
  /** With the `dpop` option. */
  readonly prover: Prover | undefined
  readonly vault: Vault
  readonly current: Current<User>
  readonly age: (token: StoredToken, renewable: boolean) => number
  readonly lifetime: (token: StoredToken, renewable: boolean) => Lifetime
  /** Hints to the other tabs; nothing before `start()`. */
  readonly channel: { now?: Channel }
  readonly warn: (error: AuthError) => void
}

/** A context of the flows that talk to the server. */
export interface ServerContext<User> extends Context<User> {
  /** The server's metadata and this client, for a grant. */
  readonly grant: () => Promise<Grant>
}

/** The redirect URI, the same text each time (RFC 9700, section 4.1.3). */
export function redirectUriOf<User>(context: Context<User>): string {
  return (
    context.settings.redirectUri ??
    context
      .page()
      .base()
      .replace(/[?#].*/s, '')
  )
}
