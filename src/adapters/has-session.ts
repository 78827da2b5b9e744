import type { Readable, Session, SignedIn } from 'hallpass'

/** Whatever has a session: a client, or several clients as one (`createClients`). */
export interface HasSession<State extends Session<unknown> = Session<unknown>> {
  /** Who is signed in. */
  readonly session: Readable<State>
}

/** A client that an adapter can start and close. */
export interface Startable<State extends Session<unknown> = Session<unknown>> extends HasSession<State> {
  /** Finishes a login, or restores the session. */
  start(): Promise<unknown>
  /** Releases timers, listeners and channels, until the next `start()`. */
  close(): void
}

/** The user of a session's type, while somebody is signed in. */
export type UserIn<State> =
  Extract<State, { readonly status: 'signed-in' }> extends SignedIn<infer User> ? User : never

/** A session while nobody is signed in, and that is known: also while a login is under way. */
export type NobodySignedIn = Extract<Session<unknown>, { readonly status: 'signed-out' | 'signing-in' }>
