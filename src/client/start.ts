import type { Page } from '../effects/effects.js'
import { type AuthError, isAuthError } from '../errors.js'
import type { Session } from '../session/state.js'
import { takeAnswer } from './answer.js'
import type { StartOptions } from './client.js'
import type { Context } from './context.js'
import type { Engine } from './engine.js'
import { cleanSignOutUrl, signedOutHere } from './sign-out-mark.js'

export interface Starting<User> {
  readonly context: Context<User>
  readonly page: Page
  readonly engine: () => Promise<Engine>
  /** The session that an earlier start of this client has decided about: neither a login nor a sign-out came since. */
  readonly decided: Session<User> | undefined
  /** Calls `stop` when the client is closed. */
  readonly untilClosed: (stop: () => void) => void
}

/** Finishes a login or restores the session. */
export async function start<User>(starting: Starting<User>, { require }: StartOptions): Promise<void> {
  const { context, page, engine, decided } = starting
  const { current, vault } = context
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
  // Not awaited where it need not be: the first token is there before anybody asks for it.
  if (current.record()) beginBehind(starting)
  else await (await engine()).begin(answer)
  if (require) await renewExpired(context, engine)
  const session = current.session.get()
  if (
    require &&
    session.status === 'signed-out' &&
    (session !== decided || session.error) &&
    session.reason !== 'logout' &&
    !signedOutHere(context) &&
    // An error that an earlier start left behind, and did not leave for, is that of a login.
    !isFinal(session.error, !!answer?.pending || session === decided)
  ) {
    const { login } = await engine()
    // What goes wrong is in the session.
    await login(require === true ? {} : require, true).catch(() => {})
  }
}

/** A session whose token has ended is there if it can be renewed, and whoever requires one waits for the server's word. */
async function renewExpired<User>({ current, lifetime }: Context<User>, engine: () => Promise<Engine>): Promise<void> {
  const began = current.record()
  const worn = began?.tokens['']
  if (!began || !worn || lifetime(worn, began.renewable) !== 'expired') return
  // What goes wrong is in the session.
  await engine()
    .then(({ renew }) => renew({ resource: '', worn, began }))
    .catch(() => {})
}

/** Who said no is not asked again at once, nor is a server where a developer has to change something first. */
function isFinal(error: AuthError | undefined, fromLogin: boolean): boolean {
  // What the `user` option does not accept of a stored session, it may of a new one.
  if (error?.code === 'user-rejected') return fromLogin
  // What the server or the host does wrong they do again, and after the third time only the loop would be told.
  if (isAuthError(error, 'callback-rejected')) return !/^(expired|unknown-state)$/.test(error.details.reason)
  return error?.code === 'login-refused' || error?.recovery === 'fix'
}

/** Watches over a session that is shown already; where the rest of the script cannot be loaded, from the next wake on. */
function beginBehind<User>(starting: Starting<User>): void {
  const { context, page, engine, untilClosed } = starting
  engine().then(
    ({ begin }) => begin(undefined).catch(context.warn),
    (error) => {
      context.warn(error)
      const stop = page.listen(({ type }) => {
        if (type !== 'woke') return
        stop()
        beginBehind(starting)
      })
      untilClosed(stop)
    },
  )
}
