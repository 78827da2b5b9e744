import type { EpochMs } from '../clock.js'
import type { Network } from '../protocol/request.js'
import { inTime } from './in-time.js'
import type { RenewableSession, ServerSession } from './server-session.js'

/** What a renewal brought, for every request that came with the same cookie. */
export interface Renewed {
  /** The session as its new cookies have it. */
  readonly kept: RenewableSession
  readonly sealed: string
  /** `Set-Cookie` headers. */
  readonly cookies: readonly string[]
  /** The session with the token that was asked for, which may be for less than the session has. */
  readonly given: ServerSession
}

/** A renewal that is under way, or was a moment ago. */
export interface Renewal {
  /** Which token it is for. */
  readonly asked: string
  readonly renewed: Promise<Renewed>
  /** Resolves with it, or rejects with `timeout`. */
  readonly wait: () => Promise<Renewed>
}

/**
 * The renewals of this process, one at a time for each session. A session is identified by the text of its
 * cookie: requests with the same cookie have the same refresh token, and a provider that rotates refresh
 * tokens treats a second use as theft and ends the grant (RFC 9700, section 4.14.2).
 */
export interface Renewals {
  find(sealed: string): Renewal | undefined
  add(sealed: string, asked: string, renewed: Promise<Renewed>): Renewal
  /**
   * Prevents every later renewal of this session. Resolves to its newest state once a renewal that is under
   * way has ended, however long the provider takes; to `undefined` where there was none.
   */
  signOut(sealed: string): Promise<ServerSession | undefined>
  isSignedOut(sealed: string): boolean
  /**
   * Keeps every later renewal of this session from changing a cookie, since another login has replaced it.
   */
  replace(id: string): void
  isReplaced(id: string | undefined): boolean
}

/** A request that left its browser with the old cookie arrives within this time. */
const graceMs = 10_000

export function createRenewals({ clock, timeoutMs }: Network): Renewals {
  const renewals = new Map<string, Renewal & { readonly until: { at: EpochMs } }>()
  const signedOut = new Map<string, EpochMs>()
  const replaced = new Map<string, EpochMs>()
  // A renewal sends two requests, for the metadata and to the token endpoint. After this time it counts as
  // lost: on Workers it ends together with its own request, and then its promise never settles.
  const patienceMs = 2 * timeoutMs + graceMs

  function prune(): void {
    const now = clock.now()
    for (const [sealed, { until }] of renewals) if (until.at <= now) renewals.delete(sealed)
    for (const marks of [signedOut, replaced])
      for (const [key, until] of marks) if (until <= now) marks.delete(key)
  }

  function find(sealed: string): Renewal | undefined {
    prune()
    return renewals.get(sealed)
  }

  return {
    find,
    add(sealed, asked, renewed) {
      const until = { at: clock.now() + patienceMs }
      const renewal = {
        asked,
        renewed,
        until,
        wait: () => inTime({ clock }, patienceMs, 'token endpoint', renewed),
      }
      prune()
      renewals.set(sealed, renewal)
      renewed.then(
        () => {
          until.at = clock.now() + graceMs
        },
        // The requests that wait for a failed renewal share its failure. Later requests try again.
        () => void (renewals.get(sealed) === renewal && renewals.delete(sealed)),
      )
      return renewal
    },
    async signOut(sealed) {
      let newest: ServerSession | undefined
      for (let text: string | undefined = sealed; text !== undefined; ) {
        signedOut.set(text, clock.now() + patienceMs)
        const renewed: Renewed | undefined = await find(text)
          ?.wait()
          .catch(() => undefined)
        newest = renewed?.kept ?? newest
        text = renewed?.sealed
      }
      return newest
    },
    isSignedOut(sealed) {
      prune()
      return signedOut.has(sealed)
    },
    replace(id) {
      prune()
      replaced.set(id, clock.now() + patienceMs)
    },
    isReplaced(id) {
      prune()
      return id !== undefined && replaced.has(id)
    },
  }
}
