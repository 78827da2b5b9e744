import type { EpochMs } from '../clock.js'
import type { TextStore } from '../effects/effects.js'
import { own } from '../own.js'
import type { LoginSecrets } from '../protocol/authorization.js'
import { isLoginState } from './login-state.js'

/** A login that has left for the server, with everything that its answer is checked against. */
export interface PendingLogin extends LoginSecrets {
  /** The name of the client. Two clients on one origin may share a redirect URI. */
  readonly client: string
  readonly startedAt: EpochMs
  readonly redirectUri: string
  readonly returnTo: string
  readonly scope: string
  /** The `state` of the app, which is not the `state` of the request. */
  readonly appState?: unknown
  readonly maxAge?: number
  /**
   * The number of the last sign-out when the login began. A login that began before a sign-out must not undo
   * it. Absent for a login of a server part, which forgets its logins at a sign-out itself.
   */
  readonly afterSignOut?: number
  /** The thumbprint of the key that the login's tokens are to be bound to. */
  readonly jkt?: string
  /**
   * This tab has shown a page of the client since, so a refusal without a `state` is not taken for the answer
   * to this login.
   */
  readonly abandoned?: true
}

const key = 'hallpass1 logins'
const atMost = 10
const lifetimeMs = 3_600_000

/**
 * Stores a login for this tab only, since a login that began in another tab is not finished here. Throws what
 * storage throws.
 */
export function savePendingLogin(store: TextStore, login: PendingLogin): void {
  const others = read(store).filter((other) => !isOver(other, login.startedAt))
  store.set(key, JSON.stringify([...others, login].slice(-atMost)))
}

/**
 * Takes the login with this `state` out of storage, so that it is used once. Returns `foreign` for a login of
 * another client than the one named, and leaves that login in storage.
 */
export function takePendingLogin(
  store: TextStore,
  state: string | undefined,
  client: string | undefined,
): PendingLogin | undefined | 'foreign' {
  const logins = read(store)
  const login = logins.find((candidate) => candidate.state === state)
  if (login && client !== undefined && login.client !== client) return 'foreign'
  if (login) {
    const others = logins.filter((other) => other !== login)
    if (others.length) store.set(key, JSON.stringify(others))
    else store.delete(key)
  }
  return login
}

/** Where the newest login of this tab began. Throws what storage throws. */
export function newestReturnUrl(store: Pick<TextStore, 'get'>): unknown {
  return read(store).at(-1)?.returnTo
}

/**
 * To be called when a page of this client is shown in this tab, so that none of its logins that began before
 * is under way any more. An answer with the `state` of such a login still finishes it, for example from the
 * server's page in the tab's history. Returns whether there was such a login. Throws what storage throws.
 */
export function abandonPendingLogins(
  store: TextStore,
  client: string,
  before: EpochMs = Number.POSITIVE_INFINITY,
): boolean {
  const logins = read(store)
  const left = logins.filter(
    (login) => login.client === client && login.startedAt < before && !login.abandoned,
  )
  if (!left.length) return false
  store.set(
    key,
    JSON.stringify(logins.map((login) => (left.includes(login) ? { ...login, abandoned: true } : login))),
  )
  return true
}

/** How many logins of this client that began since then have had no answer. */
export function pendingSince(store: TextStore, client: string, since: EpochMs): number {
  return read(store).filter((login) => login.client === client && login.startedAt > since).length
}

/** The login of this tab that left last, and still waits for an answer. Throws what storage throws. */
export function newestPendingLogin(store: TextStore, now: EpochMs): PendingLogin | undefined {
  return read(store)
    .filter((login) => isLoginState(login.state) && !login.abandoned && !isOver(login, now))
    .at(-1)
}

export function isOver(login: PendingLogin, now: EpochMs): boolean {
  return Math.abs(now - login.startedAt) > lifetimeMs
}

// An entry without the right shape is ignored.
function read(store: Pick<TextStore, 'get'>): PendingLogin[] {
  try {
    return (JSON.parse(store.get(key) ?? '[]') as PendingLogin[])
      .map(own)
      .filter(
        ({ client, state, nonce, verifier, redirectUri, scope, startedAt }) =>
          startedAt > 0 &&
          [client, state, nonce, verifier, redirectUri, scope].every((text) => typeof text === 'string'),
      )
  } catch {
    return []
  }
}
