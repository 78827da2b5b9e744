import { type AnyAuthError, explain } from '../errors.js'
import { type Claims, compareRecords, type SessionRecord } from './record.js'
import { nextSession, type Session, type SessionEvent, type SignedIn, type SignedOutReason } from './state.js'
import { createStore, type Readable, tell } from './store.js'

/**
 * The session as this page holds it: the record with its tokens, for this library alone, and the `Session`
 * that apps see.
 */
export interface CurrentSession<User> {
  readonly session: Readable<Session<User>>
  record(): SessionRecord | undefined
  /**
   * Makes the app's user of the claims. Rejects with `user-rejected` where the `user` option refuses them.
   */
  check(record: SessionRecord): Promise<void>
  /**
   * Makes this record the session of this page, and tells all subscribers. Returns a promise where the `user`
   * schema is asynchronous or refuses the claims.
   */
  show(record: SessionRecord, how: 'restored' | TokensFrom): void | Promise<void>
  /**
   * The same, and where the `user` option refuses the claims, it ends the session and rejects. It does so
   * once for each record, and not where another session has been shown or ended by then.
   */
  showOrEnd(record: SessionRecord, how: 'restored' | TokensFrom): Promise<void>
  end(reason: SignedOutReason, error?: AnyAuthError): void
  /** Says at the start of a page that there is no session. No session ends by this. */
  none(error?: AnyAuthError): void
  dispatch(event: SessionEvent<User>): void
}

export type TokensFrom = 'login' | 'renewal' | 'other-tab'

export function createCurrentSession<User>(
  toUser: (claims: Claims) => User | Promise<User>,
  onEvent: (event: SessionEvent<User>) => void,
): CurrentSession<User> {
  const session = createStore<Session<User>>({ status: 'loading' })
  let held: SessionRecord | undefined
  let known: { readonly claims: string; readonly user: User } | undefined
  let refused: SessionRecord | undefined
  let changes = 0

  function dispatch(event: SessionEvent<User>): void {
    // The event comes before the listeners of the session are told: one of them may cause the next event.
    tell(onEvent, event)
    session.set(nextSession(session.get(), event))
  }

  function hold(record: SessionRecord, user: User, how: 'restored' | TokensFrom): void {
    held = record
    const token = record.tokens[''] ?? Object.values(record.tokens)[0]
    const shown: SignedIn<User> = {
      status: 'signed-in',
      user,
      scope: token?.scope ?? [],
      ...(token?.expiresInMs !== undefined && { expiresAt: token.receivedAt + token.expiresInMs }),
      ...(token?.endsAt && { endsAt: token.endsAt }),
    }
    dispatch(
      how === 'restored'
        ? { type: how, session: shown }
        : { type: 'tokens-arrived', from: how, session: shown },
    )
  }

  function forget(): void {
    changes++
    held = known = undefined
  }

  function show(record: SessionRecord, how: 'restored' | TokensFrom): void | Promise<void> {
    const change = ++changes
    const claims = JSON.stringify(record.claims)
    // While the claims stay the same, the user stays the same object, so that views that compare users stay
    // as they are.
    const user = known?.claims === claims ? known.user : toUser(record.claims)
    const take = (user: User): void => {
      known = { claims, user }
      if (change === changes) hold(record, user, how)
    }
    return user instanceof Promise ? user.then(take) : take(user)
  }

  function end(reason: SignedOutReason, error?: AnyAuthError): void {
    forget()
    dispatch({ type: 'ended', reason, ...(error && { error }) })
  }

  return {
    session: { get: session.get, subscribe: session.subscribe },
    record: () => held,
    async check(record) {
      const claims = JSON.stringify(record.claims)
      known = { claims, user: await toUser(record.claims) }
    },
    show,
    async showOrEnd(record, how) {
      if (refused && !compareRecords(refused, record)) return
      const change = changes + 1
      try {
        await show(record, how)
      } catch (thrown) {
        const error = await explain(thrown)
        if (change === changes) {
          refused = record
          end('failed', error)
        }
        throw error
      }
    },
    end,
    none(error) {
      forget()
      dispatch({ type: 'nobody-signed-in', reason: error ? 'failed' : 'never', ...(error && { error }) })
    },
    dispatch,
  }
}
