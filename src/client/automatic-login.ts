import type { NoLoginReason } from '../error-details.js'
import { type AuthError, isAuthError } from '../errors.js'
import type { Context } from './context.js'

/**
 * Why nobody is sent to sign in without a click, now that nobody is signed in. `undefined` where a login may
 * begin. The one place for `start({ require })` and the guard of `hallpass/router`.
 *
 * `askedBy` says what needs a login: the start of a page, a page that the router shows, or a page that a
 * person has just clicked for. After a click, a login that the person left, or that was refused, is no reason
 * any more. A sign-out is, since the click may be the one on "Sign out"; and so is a login for which this
 * page could not leave, since the click may be the one on "Sign in".
 */
export function whyNoLogin<User>(
  context: Context<User>,
  askedBy: 'start' | 'router' | 'click',
): NoLoginReason | undefined {
  const clicked = askedBy === 'click'
  const { current, logins, signOuts } = context
  const session = current.session.get()
  if (session.status !== 'signed-out') return undefined
  // The sign-out of an earlier page of this tab counts once, so that a reload is a way out.
  if (session.reason === 'logout' || signOuts.takeOwn()) logins.blockedBy = 'logout'
  // The other tab may still be on its way to the server's own sign-out, and a login would undo that.
  if (session.reason === 'other-tab' && askedBy !== 'start') return 'logout'
  const { blockedBy: reason } = logins
  if (reason && !(reason === 'left' && clicked)) return reason
  return isFinal(session.error, !!logins.answered) && !clicked ? 'refused' : undefined
}

/**
 * Would another login right away end the same way? A server or a person that refused is not asked again at
 * once, and neither is a server where a developer has to change something first.
 */
function isFinal(error: AuthError | undefined, fromLogin: boolean): boolean {
  // The `user` option may refuse the claims of a stored session and accept those of a new one.
  if (error?.code === 'user-rejected') return fromLogin
  // A server or a host that sends a wrong answer sends it again, and after the third login `login-loop` would
  // hide the cause.
  if (isAuthError(error, 'callback-rejected')) return !/^(expired|unknown-state)$/.test(error.details.reason)
  return /^(login-refused|signed-out|popup-.*)$/.test(error?.code ?? '') || error?.recovery === 'fix'
}
