import { type AuthError, explained, isAuthError } from '../errors.js'
import { own } from '../own.js'
import type { Tokens } from '../protocol/grants.js'
import type { SessionRecord, StoredToken } from './record.js'
import type { Renewal, RenewalRequest, RenewalWorld, Renewed } from './renewal.js'
import { afterFailure, heedPause } from './setback.js'

// One renewal in flight here for a resource. One lock across tabs, held for one bounded request and never around a listener.
// A second look at storage once the lock is ours, compared with the token that was worn before waiting.
// Stored before the lock is let go. Listeners are told after.

/** A live holder lets go of the lock within its request's time limit; one that holds it for this much longer may be dead. */
const graceMs = 2000

export function createRenewal(world: RenewalWorld): Renewal {
  const { clock, lock, lockName, vault } = world
  const inFlight = new Map<string, Promise<StoredToken>>()
  let holding = 0
  let signs = 0

  async function renewNow(request: RenewalRequest, since: number, turn: AbortSignal): Promise<Renewed> {
    for (let tries = 0; ; tries++) {
      const record = await vault.read()
      if (!record) return { ended: 'other-tab' }
      const newer = readNewer(record, request)
      if (newer) return newer
      if (!record.renewable) return { ended: request.rejected ? 'revoked' : 'expired' }
      if (record.pause) heedPause(record.pause, request, since, clock.now())
      // Frozen meanwhile, and another page has taken the lock and is renewing.
      turn.throwIfAborted()
      try {
        const stored = await store(record, request, await world.refresh(record, request.resource))
        if (stored) return stored
      } catch (error) {
        const meaning = isAuthError(error) && (await afterFailure(world, record, request, error))
        if (!meaning || (meaning === 'again' && tries)) throw error
        if (meaning !== 'again') return { ended: meaning, error: error as AuthError }
      }
    }
  }

  function readNewer(record: SessionRecord, { resource, worn }: RenewalRequest): Renewed | undefined {
    const token = record.tokens[resource]
    const usable = token && token.value !== worn?.value && world.lifetime(token, record.renewable) !== 'expired'
    return usable ? { record, token, by: 'other-tab' } : undefined
  }

  async function store(record: SessionRecord, request: RenewalRequest, tokens: Tokens): Promise<Renewed | undefined> {
    const { pause, ...rest } = record
    const token: StoredToken = own({ ...tokens.accessToken, ...(request.rejected && { afterRejection: true }) })
    const { refreshToken, idToken, claims } = tokens
    const next: SessionRecord = own({
      ...rest,
      revision: crypto.randomUUID(),
      tokens: own({ ...record.tokens, [request.resource]: token }),
      claims: { ...record.claims, ...claims },
      ...(refreshToken && { refreshToken }),
      ...(idToken && { idToken }),
    })
    if (await vault.swap(record, next)) return { record: next, token, by: 'renewal' }
    // Signed out, or somebody signed in, while the request was under way: what is there now counts. Of the same login, it is another tab's
    // renewal of this very grant, which is not to be revoked.
    const now = await vault.read()
    if (now?.since !== record.since) world.discard(tokens)
    return undefined
  }

  function inTurn<T>(run: (turn: AbortSignal) => Promise<T>): Promise<T> {
    const waiting = new AbortController()
    const turn = new AbortController()
    let begun = false
    return new Promise((resolve, reject) => {
      /** Resolves once the lock is this page's, or cannot be. */
      const hold = (options: { signal?: AbortSignal; steal?: boolean }): Promise<void> =>
        new Promise((held) => {
          lock
            .hold(lockName, options, async () => {
              // Given up, for the hold that takes it.
              options.signal?.throwIfAborted()
              begun = true
              stop()
              held()
              holding++
              return run(turn.signal).finally(() => holding--)
            })
            .then(resolve, (error) => {
              held()
              if (options.signal?.aborted) return
              stop()
              turn.abort(error)
              reject(error)
            })
        })
      const over = (): boolean => begun || turn.signal.aborted
      const watchHolder = (): (() => void) =>
        clock.after(world.timeoutMs + graceMs * (1 + Math.random()), async () => {
          const loaded = await import('./dead-holder.js').catch(() => undefined)
          if (over()) return
          // Offline, for one: later, then.
          if (!loaded) stop = watchHolder()
          else {
            await loaded.takeFromDead(world, {
              // This page does not hear its own question: `NaN` is never the same sign as before.
              signs: () => (holding ? Number.NaN : signs),
              over,
              take() {
                waiting.abort()
                return hold({ steal: true })
              },
            })
          }
        })
      let stop = watchHolder()
      void hold({ signal: waiting.signal })
    })
  }

  // No error of ours: the lock was taken from this page while it was frozen, by one that has renewed since.
  async function lockTaken(error: unknown, request: RenewalRequest): Promise<Renewed> {
    if (isAuthError(error)) throw error
    const record = await vault.read()
    const newer = record && readNewer(record, request)
    if (newer) return newer
    throw await explained('timeout', { endpoint: 'renewal, in a page that was frozen,' })
  }

  return {
    inTurn,
    renew(request) {
      const { resource } = request
      const since = clock.now()
      const renewal =
        inFlight.get(resource) ??
        inTurn((turn) => renewNow(request, since, turn))
          .catch((error) => lockTaken(error, request))
          .finally(() => inFlight.delete(resource))
          .then(
            (outcome) => world.apply(outcome, request),
            (error) => world.failed(error, request),
          )
      inFlight.set(resource, renewal)
      return renewal
    },
    heard(message) {
      if (message === 'alive?' && holding) world.post('alive')
      // Somebody else's question counts as well: two must not take the lock from each other.
      if (message === 'alive' || message === 'alive?') signs++
    },
  }
}
