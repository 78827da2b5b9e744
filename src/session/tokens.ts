import { aborted } from '../aborted.js'
import type { Clock, EpochMs } from '../clock.js'
import type { TabLock } from '../effects/tab-lock.js'
import { type AnyAuthError, AuthError, explain, isAuthError } from '../errors.js'
import { defined, own } from '../own.js'
import type { Tokens } from '../protocol/grants.js'
import { judgeRenewal } from '../protocol/judge-renewal.js'
import type { CurrentSession } from './current-session.js'
import { type Lifetime, staleAtMs } from './lifetime.js'
import { ownerOf } from './owner.js'
import { compareRecords, isSameLogin, type SessionRecord, type StoredToken } from './record.js'
import { type AttemptedRenewal, endReason, heedBackoff, nextBackoff } from './renewal-failure.js'
import type { SignOuts } from './sign-outs.js'
import type { SignedOutReason } from './state.js'
import type { Vault } from './vault.js'

export interface TokenRequest {
  /** Default: `''`, the token that the login brought. */
  readonly tokenKey?: string
  /** An access token that an API refused, so that it has to be renewed. */
  readonly rejected?: string
  /** Did the API accept that token for the same call before? Then its refusal is news. Default: `false`. */
  readonly acceptedBefore?: boolean
  /** Who made the call, by `ownerOf`. The call is never sent with another person's token. */
  readonly person?: string | undefined
  readonly signal?: AbortSignal
}

/**
 * Asks the server for new tokens, with what `prepareExchange` resolved. Rejects with `timeout` at the
 * deadline, which is a time of `clock.elapsed()`.
 */
export type Exchange = (record: SessionRecord, tokenKey: string, deadline: number) => Promise<Tokens>

/** The session of this page and of this browser. */
export interface SessionParts<User> {
  readonly vault: Vault
  readonly signOuts: Pick<SignOuts, 'whyGone'>
  readonly current: CurrentSession<User>
  readonly age: (token: StoredToken, renewable: boolean) => number
  readonly lifetime: (token: StoredToken, renewable: boolean) => Lifetime
}

export interface SessionTokensDeps {
  readonly clock: Clock
  /**
   * The time limit for all requests of one renewal together, in milliseconds. The lock between tabs is held
   * for that long at most, plus the time that storage takes to answer.
   */
  readonly timeoutMs: number
  readonly tabLock: TabLock
  /** Resolves what an exchange needs and what needs no lock: the server's metadata, a key. */
  readonly prepareExchange: (record: SessionRecord) => Promise<Exchange>
  /** Revokes tokens that arrived after their session had ended. */
  readonly revoke: (tokens: Tokens) => void
  /**
   * Resolves when it is known whether this tab may use the refresh token in its storage, or is a copy of
   * another tab.
   */
  readonly tabIsKnown: () => Promise<void> | undefined
  /** Resolves after a moment. A page that is being left is gone by then. */
  readonly pageStays: () => Promise<void> | undefined
  /** Shows the stored session, after something else than this renewal has changed the session. */
  readonly sync: () => Promise<unknown>
  /** Tells the other tabs that the stored session has changed. */
  readonly announce: () => void
}

/** The access tokens of one client's session. */
export interface SessionTokens {
  /** The text of the login's own token while it is known to be fresh, which is what nearly all calls use. */
  fresh(): Promise<string> | undefined
  /**
   * Resolves to a good token, renewed first where necessary. Rejects with `signed-out` or the error of the
   * renewal.
   */
  get(request: TokenRequest): Promise<StoredToken>
  /**
   * Renews the login's token now. Only a pause that this library chose itself is skipped; `Retry-After` and
   * the pause after a doubtful answer are not.
   */
  renewNow(): Promise<StoredToken>
  /**
   * Renews the login's token where it is stale, and ends a session that has expired and cannot be renewed.
   * Failures surface as the session's `trouble`.
   */
  renewAhead(how: { readonly visible: boolean; readonly urgent?: boolean }): void
}

interface RenewalRequest {
  readonly tokenKey: string
  readonly rejected?: string | undefined
  readonly urgent?: boolean | undefined
}

interface Renewal extends AttemptedRenewal {
  /** The record that this page showed when the renewal began. */
  readonly startedFrom: SessionRecord
  /** The token that was expired, stale or refused when it was asked for. */
  readonly stale: StoredToken | undefined
}

/** What a renewal came to: tokens, new ones or those of another tab, or the end of the session. */
type Outcome =
  | { readonly record: SessionRecord; readonly token: StoredToken; readonly by: 'renewal' | 'other-tab' }
  | { readonly ended: SignedOutReason }

/**
 * A token that replaced a refused one, and is refused within this time as well for a call that it was not
 * accepted for, is not renewed again, since the API refuses the call for another reason.
 */
const refusedAgainWithinMs = 60_000
/** How long another tab may take to store its new tokens, where there is no lock between tabs. */
const otherTabStoresWithinMs = 500

export function createSessionTokens<User>(
  { vault, signOuts, current, age, lifetime }: SessionParts<User>,
  deps: SessionTokensDeps,
): SessionTokens {
  const { clock, tabLock } = deps
  const inFlight = new Map<string, Promise<StoredToken>>()
  /** When a token may be renewed again that replaced a refused one, was accepted, and is refused. */
  let nextNewsAt = 0
  /**
   * The login's own token, and until when it is fresh, by two clocks: the wall clock may be set, and the
   * monotonic clock stands still while the device sleeps.
   */
  let freshToken:
    | {
        readonly record: SessionRecord
        readonly text: Promise<string>
        readonly freshUntil: EpochMs
        readonly freshUntilElapsed: number
        seenAt: EpochMs
      }
    | undefined

  function fresh(): Promise<string> | undefined {
    if (!freshToken || freshToken.record !== current.record()) return undefined
    const now = clock.now()
    // The clocks are compared once in each millisecond: the monotonic one takes longer than all the rest.
    if (now !== freshToken.seenAt) {
      if (now >= freshToken.freshUntil || clock.elapsed() >= freshToken.freshUntilElapsed) return undefined
      freshToken.seenAt = now
    }
    return freshToken.text
  }

  function keepFresh(record: SessionRecord, { value, expiresInMs }: StoredToken, ageMs: number): void {
    const leftMs = staleAtMs(expiresInMs ?? Number.POSITIVE_INFINITY) - ageMs
    const now = clock.now()
    freshToken = {
      record,
      text: Promise.resolve(value),
      freshUntil: now + leftMs,
      freshUntilElapsed: clock.elapsed() + leftMs,
      seenAt: now,
    }
  }

  async function get(request: TokenRequest): Promise<StoredToken> {
    const wanted = own(request)
    const { tokenKey = '', rejected, person, signal } = wanted
    signal?.throwIfAborted()
    const record = current.record()
    const owner = currentOwner()
    if (!record || (person !== undefined && person !== owner)) throw new AuthError('signed-out', {})
    const token = tokenAtHand(record, wanted)
    if (token) return token
    const renewing = renewOnce({ tokenKey, rejected })
    const renewed = await (signal ? Promise.race([renewing, aborted(signal)]) : renewing)
    if (currentOwner() !== owner) throw new AuthError('signed-out', {})
    return renewed
  }

  /**
   * The token where a good one needs no waiting, renewed in the background where it is stale; `undefined`
   * where it has to be renewed first.
   */
  function tokenAtHand(
    record: SessionRecord,
    { tokenKey = '', rejected, acceptedBefore }: TokenRequest,
  ): StoredToken | undefined {
    const token = record.tokens[tokenKey]
    if (!token) return undefined
    if (token.value === rejected) return isRefusedAgain(tokenKey, token, !!acceptedBefore) ? token : undefined
    const life = lifetime(token, record.renewable)
    if (life === 'expired') return undefined
    // Failures surface as the session's `trouble`; nobody awaits this promise.
    if (life === 'stale' && record.renewable) renewOnce({ tokenKey }).catch(() => {})
    if (life === 'fresh' && !tokenKey) keepFresh(record, token, age(token, record.renewable))
    return token
  }

  /**
   * Did this token replace a refused one a moment ago? Then another renewal would not help, except, once in a
   * while, where the API has accepted the token since.
   */
  function isRefusedAgain(tokenKey: string, token: StoredToken, acceptedBefore: boolean): boolean {
    if (inFlight.has(tokenKey)) return false
    if (!token.afterRejection || age(token, true) >= refusedAgainWithinMs) return false
    const now = clock.elapsed()
    if (!acceptedBefore || now < nextNewsAt) return true
    nextNewsAt = now + refusedAgainWithinMs
    return false
  }

  function currentOwner(): string | undefined {
    const record = current.record()
    return record && ownerOf(record)
  }

  function currentTrouble(): AnyAuthError | undefined {
    const session = current.session.get()
    return session.status === 'signed-in' ? session.trouble : undefined
  }

  /** All calls of this page that wait for the same token share one renewal. */
  function renewOnce(request: RenewalRequest): Promise<StoredToken> {
    const { tokenKey } = request
    const renewal = inFlight.get(tokenKey) ?? renew(request).finally(() => inFlight.delete(tokenKey))
    inFlight.set(tokenKey, renewal)
    return renewal
  }

  async function renew(request: RenewalRequest): Promise<StoredToken> {
    const { tokenKey, rejected, urgent = false } = own(request)
    const askedAt = clock.now()
    const shownWhenAsked = current.record()
    await deps.tabIsKnown()
    const startedFrom = current.record()
    if (!startedFrom) throw new AuthError('signed-out', {})
    if (tokenKey && !startedFrom.renewable) {
      throw new AuthError('configuration', { option: 'apis', reason: `no-refresh-token: ${tokenKey}` })
    }
    const stale = shownWhenAsked?.tokens[tokenKey]
    const isRejected = !!stale && stale.value === rejected
    const tokenIsGood = !!stale && lifetime(stale, true) !== 'expired'
    const renewal = { tokenKey, startedFrom, stale, tokenIsGood, rejected: isRejected, urgent, askedAt }
    const outcome = await renewInTurn(renewal).catch(async (error) => {
      throw await reportFailure(error, tokenKey, ownerOf(startedFrom))
    })
    return showOutcome(outcome, renewal)
  }

  /**
   * Takes the tokens that another tab has renewed already, or renews them while no other tab does. The lock
   * is held for the exchange and nothing else.
   */
  async function renewInTurn(renewal: Renewal): Promise<Outcome> {
    const found = await readStored(renewal)
    if (!('toRenew' in found)) return found
    // A failed preparation counts as a failed exchange, so that its backoff is stored and the other tabs wait
    // as well.
    const exchange = await deps
      .prepareExchange(found.toRenew)
      .catch((error) => () => Promise.reject<Tokens>(error))
    try {
      return await tabLock.runAlone((lockLost) => exchangeAndStore(renewal, exchange, lockLost))
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error
      // Another page took the lock while this page was frozen, and may have renewed since.
      const now = await readStored(renewal)
      if (!('toRenew' in now)) return now
      throw new AuthError('timeout', { endpoint: 'renewal, in a page that was frozen,' })
    }
  }

  /**
   * Reads the stored session, which another tab may have renewed or ended, and which is to be renewed
   * otherwise. Throws the error of the last renewal while its backoff lasts.
   */
  async function readStored(renewal: Renewal): Promise<Outcome | { readonly toRenew: SessionRecord }> {
    const record = await vault.read()
    if (!record) {
      if (signOuts.whyGone(renewal.startedFrom) === 'expired') await deps.pageStays()
      return { ended: signOuts.whyGone(renewal.startedFrom) }
    }
    const token = record.tokens[renewal.tokenKey]
    const isAnother = token && token.value !== renewal.stale?.value
    if (isAnother && lifetime(token, record.renewable) !== 'expired')
      return { record, token, by: 'other-tab' }
    if (!record.renewable) return { ended: renewal.rejected ? 'revoked' : 'expired' }
    heedBackoff(record.backoff, renewal, clock.now())
    return { toRenew: record }
  }

  /**
   * At most a few rounds: a round ends without a result only where another tab has changed the stored session
   * during the exchange, and no request is sent after the deadline.
   */
  async function exchangeAndStore(
    renewal: Renewal,
    exchange: Exchange,
    lockLost: AbortSignal,
  ): Promise<Outcome> {
    const deadline = clock.elapsed() + deps.timeoutMs
    for (let round = 1; ; round++) {
      const found = await readStored(renewal)
      if (!('toRenew' in found)) return found
      const record = found.toRenew
      // Stops here if another page took the lock while this one was frozen.
      lockLost.throwIfAborted()
      try {
        const tokens = await exchange(record, renewal.tokenKey, deadline)
        const outcome = await storeUnlessChanged(record, renewal, tokens)
        if (outcome !== 'changed') return outcome
      } catch (error) {
        if (!isAuthError(error)) throw error
        const ended = endReason(error, renewal, record.backoff)
        const isStored = ended
          ? await deleteRecord(record, error, lockLost)
          : await storeBackoff(record, renewal, error)
        if (ended && isStored) {
          // Shown at once, since whoever looks at storage now finds the record gone.
          endShown(record, ended, error)
          return { ended }
        }
        if (round > 1 || isStored) throw error
      }
    }
  }

  /** Stores the new tokens, unless the stored session has changed during the exchange. */
  async function storeUnlessChanged(
    record: SessionRecord,
    renewal: Renewal,
    tokens: Tokens,
  ): Promise<Outcome | 'changed'> {
    const { backoff: _, ...rest } = record
    const { accessToken, refreshToken, idToken, claims } = tokens
    const token = defined<StoredToken>({ ...accessToken, afterRejection: renewal.rejected || undefined })
    const next = defined<SessionRecord>({
      ...rest,
      renewals: record.renewals + 1,
      tokens: own({ ...record.tokens, [renewal.tokenKey]: token }),
      claims: { ...record.claims, ...claims },
      refreshToken: refreshToken ?? record.refreshToken,
      idToken: idToken ?? record.idToken,
    })
    if (await vault.replaceIfSame(record, next)) return { record: next, token, by: 'renewal' }
    // If somebody signed out or signed in meanwhile, no session uses these tokens, and they are revoked. If
    // another tab has renewed the same login meanwhile, both have the same grant, which must not be revoked.
    const stored = vault.last()
    if (!stored || !isSameLogin(stored, record)) deps.revoke(tokens)
    return 'changed'
  }

  /** Stores that the renewal failed, unless the stored session has changed: resolves to whether it stored. */
  async function storeBackoff(
    record: SessionRecord,
    renewal: Renewal,
    error: AnyAuthError,
  ): Promise<boolean> {
    // A page that is being left loses its requests, and that is no failure that the other tabs should wait
    // for.
    if (isAuthError(error, 'network')) await deps.pageStays()
    const backoff = nextBackoff(record.backoff, error, renewal.tokenKey, clock.now())
    return vault.replaceIfSame(record, own({ ...record, backoff }))
  }

  /**
   * Deletes the record of a session that ends with this error, unless the stored session has changed.
   * Resolves to whether it was deleted.
   */
  async function deleteRecord(
    record: SessionRecord,
    error: AnyAuthError,
    lockLost: AbortSignal,
  ): Promise<boolean> {
    // Without a lock between tabs, or where another page took the lock, another tab may have used the refresh
    // token first and be about to store its tokens.
    if (!tabLock.acrossTabs() || lockLost.aborted)
      await new Promise<void>((done) => clock.after(otherTabStoresWithinMs, done))
    // `explain` adds the text to the error, before the record is deleted: a look at storage that finds the
    // record gone while the text is on its way would end the session without the error.
    await explain(error)
    const now = await vault.read()
    return now?.refreshToken === record.refreshToken && vault.replaceIfSame(record, undefined)
  }

  function endShown(ended: SessionRecord, reason: SignedOutReason, error?: AnyAuthError): void {
    const shown = current.record()
    if (!shown || compareRecords(shown, ended) > 0) return
    current.end(reason, error)
    deps.announce()
  }

  async function showOutcome(outcome: Outcome, renewal: Renewal): Promise<StoredToken> {
    const { startedFrom, tokenKey } = renewal
    const shown = current.record()
    // Another token of this session may have been renewed meanwhile, and then this record has both.
    if (
      'record' in outcome &&
      shown &&
      (shown === startedFrom || compareRecords(outcome.record, shown) > 0)
    ) {
      // The stored session has changed, also where the `user` option refuses its claims and it ends here.
      await current.showOrEnd(outcome.record, outcome.by).finally(deps.announce)
      return outcome.token
    }
    if ('ended' in outcome && shown === startedFrom) {
      endShown(startedFrom, outcome.ended)
      // Delete the record, or the next storage check restores it. A record that can be renewed stays, since
      // it may only have been unreadable for a moment.
      if (!startedFrom.renewable) void vault.replaceIfSame(startedFrom, undefined)
    } else if (shown) {
      // The session has changed meanwhile. The stored record tells how.
      await deps.sync()
    }
    const token = current.record()?.tokens[tokenKey]
    if (!token) throw new AuthError('signed-out', {})
    return token
  }

  /** Shows a failed renewal as the session's `trouble`, and returns its error for the callers that wait. */
  async function reportFailure(thrown: unknown, tokenKey: string, owner: string): Promise<unknown> {
    const error = await explain(thrown)
    // A resource or a scope that the server does not grant is no trouble of the session, whose other tokens
    // can be renewed.
    if (!isAuthError(error) || judgeRenewal(error, !tokenKey) === 'token-refused') return error
    // Somebody else has signed in meanwhile: it is not their trouble.
    if (currentOwner() !== owner) return error
    const known = currentTrouble()
    // The error of a backoff is the one that is shown already, without what the server said about it.
    if (known?.code === error.code && includes(known.details, error.details)) return known
    current.dispatch({ type: 'renewal-failed', error })
    return error
  }

  function renewAhead({ visible, urgent }: { readonly visible: boolean; readonly urgent?: boolean }): void {
    const record = current.record()
    const token = record?.tokens['']
    if (!record || !token) return
    if (!record.renewable) {
      if (age(token, false) < (token.expiresInMs ?? Number.POSITIVE_INFINITY)) return
      current.end('expired')
      void vault.replaceIfSame(record, undefined)
    } else if (visible && (lifetime(token, true) !== 'fresh' || currentTrouble())) {
      // Failures surface as the session's `trouble`; nobody awaits this promise.
      renewOnce({ tokenKey: '', urgent }).catch(() => {})
    }
  }

  return { fresh, get, renewAhead, renewNow: () => renewOnce({ tokenKey: '', urgent: true }) }
}

/** Does the first object have all members of the second? */
function includes(all: object, some: object): boolean {
  const text = JSON.stringify
  return text({ ...all, ...some }) === text(all)
}
