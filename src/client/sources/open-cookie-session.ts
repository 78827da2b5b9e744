import { type AnyAuthError, explain, isAuthError } from '../../errors.js'
import { own } from '../../own.js'
import { refusal } from '../../protocol/failure.js'
import type { ServerPartSession } from '../../protocol/server-part.js'
import { compareRecords, type SessionRecord } from '../../session/record.js'
import { asAuthError } from '../as-auth-error.js'
import { adopt } from '../callback.js'
import type { Context } from '../context.js'
import { syncWithStorage } from '../sync-with-storage.js'
import { readServerPartToken, type ServerPartRequests } from './server-part-requests.js'
import type { TokenSource } from './token-source.js'

/** How often the server part is asked again, where another tab stores something else each time. */
const questionsAtMost = 3

/** The answer of the server part; without a `session` it did not answer. */
interface SessionAnswer {
  readonly session?: ServerPartSession
  /** The login that this page comes back from failed. */
  readonly loginError?: AnyAuthError | undefined
  readonly requestError?: AnyAuthError
}

/**
 * Asks the server part whose session this browser's cookie belongs to, where this tab has no session or comes
 * back from a login, and shows the answer. The answer may be late: what another tab has stored since, or a
 * sign-out, counts more.
 */
export async function openCookieSession<User>(
  context: Context<User>,
  requests: ServerPartRequests,
  { isBackFromLogin, revoke }: { readonly isBackFromLogin: boolean; readonly revoke: TokenSource['revoke'] },
): Promise<void> {
  const { current, vault, effects, signOuts, warn } = context
  const afterSignOut = signOuts.beforeLogin()
  return openSession(1)

  async function openSession(question: number, earlierError?: AnyAuthError): Promise<void> {
    const shown = current.record()
    const stored = (await vault.read().catch(warn)) ?? undefined
    if (stored && !isBackFromLogin) return showStored()
    const { session, requestError, loginError = earlierError } = await ask()
    const isChanged = !isSameRecord(stored, await vault.read().catch(() => stored))
    const isSignedIn = session?.signed_in === true
    // Somebody has signed out on this page meanwhile.
    const now = current.session.get()
    if (now.status === 'signed-out' && now.reason === 'logout') return
    // Another tab has stored something meanwhile. The server part tells of a failed login once, so the error
    // goes along to the next question.
    if (isChanged && question < questionsAtMost) return openSession(question + 1, loginError)
    if (isChanged || !session) return showStored(requestError ?? loginError)
    // The session from before a failed login goes on.
    if (isSignedIn && loginError && stored) return showStored(loginError)
    if (isSignedIn) return adoptSession(session, loginError)
    return endSession(shown, stored, loginError)
  }

  async function ask(): Promise<SessionAnswer> {
    try {
      await requests.sendUnsentSignOut()
      const session = await requests.session()
      return { session, loginError: await loginErrorOf(session) }
    } catch (error) {
      return { requestError: await explain(asAuthError(error)) }
    }
  }

  async function showStored(error?: AnyAuthError): Promise<void> {
    await syncWithStorage(context)
    showError(error)
  }

  async function adoptSession(session: ServerPartSession, error: AnyAuthError | undefined): Promise<void> {
    const { claims, renewable = false, expires_in } = session
    const login = {
      fromCookie: isBackFromLogin ? undefined : (true as const),
      afterSignOut,
      claims: { ...claims },
      tokens: own({ '': readServerPartToken(session, effects.clock.now()) }),
      // A token without an expiry counts as renewable, since the server part forgets it only once an API has
      // refused it.
      renewable: renewable || expires_in === undefined,
    }
    try {
      await adopt(context, login, revoke)
    } catch (thrown) {
      if (!isAuthError(thrown, 'signed-out')) throw thrown
    }
    showError(error)
  }

  /**
   * The server part knows of no session. The record is removed by comparison, so that one which another tab
   * has just stored stays.
   */
  async function endSession(
    shown: SessionRecord | undefined,
    stored: SessionRecord | undefined,
    error: AnyAuthError | undefined,
  ): Promise<void> {
    const ended = stored ?? shown
    const isRemoved = !!ended && (await vault.replaceIfSame(ended, undefined))
    if (!ended) await vault.removeInvalid()
    if (!isRemoved || current.record() !== shown) return showStored(error)
    current.end(error ? 'failed' : 'expired', error)
  }

  /** Tells of a login that failed, or of a server part that did not answer. */
  function showError(error: AnyAuthError | undefined): void {
    if (!error) return
    const { status } = current.session.get()
    if (status === 'loading') current.none(error)
    if (status === 'signed-in') current.dispatch({ type: 'login-failed', error })
  }
}

async function loginErrorOf({
  failure: error,
  failure_description: description,
}: ServerPartSession): Promise<AnyAuthError | undefined> {
  if (error === undefined) return undefined
  return explain(refusal('login-refused', { body: { error, error_description: description } }))
}

function isSameRecord(a: SessionRecord | undefined, b: SessionRecord | undefined): boolean {
  return a && b ? !compareRecords(a, b) : a === b
}
