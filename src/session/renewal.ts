import type { Clock } from '../clock.js'
import type { Lock } from '../effects/effects.js'
import type { AuthError } from '../errors.js'
import type { Tokens } from '../protocol/grants.js'
import type { Lifetime } from './lifetime.js'
import type { SessionRecord, StoredToken } from './record.js'
import type { SignedOutReason } from './state.js'
import type { Vault } from './vault.js'

/** What a renewal needs of the client whose session it renews. */
export interface RenewalWorld {
  readonly clock: Clock
  readonly lock: Lock
  readonly lockName: string
  /** No request to the server lasts longer. */
  readonly timeoutMs: number
  readonly vault: Vault
  readonly lifetime: (token: StoredToken, renewable: boolean) => Lifetime
  readonly refresh: (record: SessionRecord, resource: string) => Promise<Tokens>
  /** For tokens that came too late for anybody to use. */
  readonly discard: (tokens: Tokens) => void
  readonly post: (message: RenewalMessage) => void
  /** Once per renewal, after the lock was let go: makes the outcome this page's, and tells listeners. */
  readonly apply: (outcome: Renewed, request: RenewalRequest) => Promise<StoredToken>
  readonly failed: (error: AuthError, request: RenewalRequest) => never
}

/** `alive?` is asked of whoever holds the lock; only a page that still runs answers. */
export type RenewalMessage = 'alive?' | 'alive'

export type Renewed =
  | { readonly record: SessionRecord; readonly token: StoredToken; readonly by: 'renewal' | 'other-tab' }
  | { readonly ended: SignedOutReason; readonly error?: AuthError }

export interface RenewalRequest {
  readonly resource: string
  /** The session as it was when the caller asked. */
  readonly began: SessionRecord
  /** The token the caller has, and cannot use. */
  readonly worn: StoredToken | undefined
  /** An API refused it. */
  readonly rejected?: boolean
  /** Something has changed (online again, awake again): do not wait out a pause that only this library imposed. */
  readonly urgent?: boolean
}

export interface Renewal {
  renew(request: RenewalRequest): Promise<StoredToken>
  heard(message: unknown): void
  /** One at a time in all tabs, and not behind one that is frozen; `turn` is aborted for one that was, and whose turn is over. */
  inTurn<T>(run: (turn: AbortSignal) => Promise<T>): Promise<T>
}
