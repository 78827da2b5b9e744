import type { Page } from '../effects/effects.js'
import { type AuthError, isAuthError } from '../errors.js'
import type { StoredToken } from '../session/record.js'
import type { Session } from '../session/state.js'
import type { TokenRequest } from '../session/tokens.js'
import { type Answer, takeAnswer } from './answer.js'
import type { StartOptions } from './client.js'
import type { Context } from './context.js'
import type { Leaving } from './login.js'
import { cleanSignOutUrl } from './sign-out-url.js'

export interface Starting<User> {
  readonly context: Context<User>
  readonly page: Page
  /** Makes the session of this page, and watches it from then on. */
  readonly begin: (answer: Answer | undefined) => Promise<void>
  readonly token: (request: TokenRequest) => Promise<StoredToken>
  readonly login: Leaving['login']
  /** The session that an earlier start of this client has decided about: neither a login nor a sign-out came since. */
  readonly decided: Session<User> | undefined
}

/** Finishes a login or restores the session. */
export async function start<User>(starting: Starting<User>, { require }: StartOptions): Promise<void> {
  const { context, page, begin, token, login, decided } = starting
  const { current, vault, signOuts, warn } = context
  const shown = page.prerendered()
  // Nobody may ever look at a prerendered page, and its answer would be used up. No other `await` comes before the answer is
  // taken: a router that starts next finds the URL without it.
  if (shown) await shown
  cleanSignOutUrl(context)
  const answer = takeAnswer(context)
  // A window or frame that was opened to sign in: another page waits for this.
  if (answer?.waitedFor !== undefined) {
    // Until it is closed: nothing starts, and nobody is sent to sign in once more.
    if (await (await import('./hand-over.js')).handOver(answer, answer.waitedFor)) await new Promise(() => {})
  }
  // A client that was closed, and starts again, may show a session already.
  const hint = answer || current.record() ? undefined : vault.peek()
  try {
    const showing = hint && current.show(hint, 'restored')
    if (showing) await showing
  } catch {
    // The `user` option refuses it, and will say so of what is stored.
  }
  // A session that is shown has its token: what the page does with it goes first.
  if (current.record()) void page.nextTask().then(() => begin(undefined).catch(warn))
  else await begin(answer)
  if (require) await renewExpired(context, token)
  const session = current.session.get()
  if (
    require &&
    session.status === 'signed-out' &&
    (session !== decided || session.error) &&
    session.reason !== 'logout' &&
    !signOuts.takeOwn() &&
    // An error that an earlier start left behind, and did not leave for, is that of a login.
    !isFinal(session.error, !!answer?.pending || session === decided)
  ) {
    // What goes wrong is in the session.
    await login(require === true ? {} : require, true).catch(() => {})
  }
}

/** A session whose token has ended is there if it can be renewed, and whoever requires one waits for the server's word. */
async function renewExpired<User>(
  { current, lifetime }: Context<User>,
  renewedToken: (request: TokenRequest) => Promise<unknown>,
): Promise<void> {
  const record = current.record()
  const token = record?.tokens['']
  if (!token || lifetime(token, record.renewable) !== 'expired') return
  // A failure surfaces as the session's `trouble`, or ends the session.
  await renewedToken({}).catch(() => {})
}

/** Who said no is not asked again at once, nor is a server where a developer has to change something first. */
function isFinal(error: AuthError | undefined, fromLogin: boolean): boolean {
  // What the `user` option does not accept of a stored session, it may of a new one.
  if (error?.code === 'user-rejected') return fromLogin
  // What the server or the host does wrong they do again, and after the third time only the loop would be told.
  if (isAuthError(error, 'callback-rejected')) return !/^(expired|unknown-state)$/.test(error.details.reason)
  return error?.code === 'login-refused' || error?.recovery === 'fix'
}
