import type { EpochMs } from '../clock.js'
import type { TextStore } from '../effects/effects.js'
import { own } from '../own.js'
import type { LoginSecrets } from '../protocol/authorize.js'
import { isLoginState } from './login-state.js'

/** A login that has left for the server: all that its answer is checked against. */
export interface PendingLogin extends LoginSecrets {
  /** Whose: two clients on one origin may share a redirect URI. */
  readonly client: string
  readonly startedAt: EpochMs
  readonly redirectUri: string
  readonly returnTo: string
  readonly scope: string
  readonly maxAge?: number
  /** The key that its tokens shall be bound to. */
  readonly jkt?: string
  /** This tab has shown a page of its client since: nobody waits any more for a refusal that does not say which login it is for. */
  readonly abandoned?: true
}

const key = 'hallpass1 logins'
const atMost = 10
const lifetimeMs = 3_600_000

/** In this tab only: a login that began elsewhere is not finished here. Throws what storage throws. */
export function savePendingLogin(store: TextStore, login: PendingLogin): void {
  const others = read(store).filter((other) => !isOver(other, login.startedAt))
  store.set(key, JSON.stringify([...others, login].slice(-atMost)))
}

/** One use: forgotten before it is used. `foreign`: of another client than the one that is named, and left to it. */
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
 * A page of this client is shown in this tab, so none of its logins is under way any more. An answer with its `state` still finishes one, from
 * the server's page in the tab's history. Throws what storage throws.
 */
export function abandonPendingLogins(store: TextStore, client: string): void {
  const logins = read(store)
  const left = logins.filter((login) => login.client === client && !login.abandoned)
  if (!left.length) return
  store.set(key, JSON.stringify(logins.map((login) => (left.includes(login) ? { ...login, abandoned: true } : login))))
}

/** The login of this tab that left last, and waits for an answer still. */
export function newestPendingLogin(store: TextStore, now: EpochMs): PendingLogin | undefined {
  return read(store)
    .filter((login) => isLoginState(login.state) && !login.abandoned && !isOver(login, now))
    .at(-1)
}

export function isOver(login: PendingLogin, now: EpochMs): boolean {
  return Math.abs(now - login.startedAt) > lifetimeMs
}

// What has not the right shape is nothing.
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
