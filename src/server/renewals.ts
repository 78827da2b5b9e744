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
 * The renewals of this process, one at a time for each session. By the text of the cookie: requests with the
 * same one have the same refresh token, and a provider that rotates takes its second use for a theft and ends
 * the grant (RFC 9700, section 4.14.2).
 */
export interface Renewals {
  find(sealed: string): Renewal | undefined
  add(sealed: string, asked: string, renewed: Promise<Renewed>): Renewal
  /**
   * From now on nothing renews this session. Resolves to the newest of it, if a renewal has brought a newer
   * one: once that is known, however long the provider takes.
   */
  signOut(sealed: string): Promise<ServerSession | undefined>
  isSignedOut(sealed: string): boolean
  /** From now on no renewal of this session changes a cookie: another login has taken its place. */
  replace(id: string): void
  isReplaced(id: string | undefined): boolean
}

/** A request that left its browser with the old cookie arrives within this time. */
const graceMs = 10_000

export function createRenewals({ clock, timeoutMs }: Network): Renewals {
  const renewals = new Map<string, Renewal & { readonly until: { at: EpochMs } }>()
  const signedOut = new Map<string, EpochMs>()
  const replaced = new Map<string, EpochMs>()
  // Metadata and token endpoint. After that a renewal is not believed to go on: on Workers it ends with its
  // request, and never settles.
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
        // A failure is shared with those who wait for it, and with nobody else.
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
