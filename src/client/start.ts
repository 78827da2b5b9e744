import type { EpochMs } from '../clock.js'
import type { Page } from '../effects/effects.js'
import { AuthError } from '../errors.js'
import type { StoredToken } from '../session/record.js'
import type { TokenRequest } from '../session/tokens.js'
import { whyNoLogin } from './automatic-login.js'
import type { StartOptions } from './client.js'
import type { Context } from './context.js'
import type { RedirectLogin } from './login.js'
import { cleanSignOutUrl } from './sign-out-url.js'
import { type Answer, abandonEarlierLogins, takeAnswer } from './take-answer.js'

/** By then a router that started meanwhile has written its URL into the address bar. */
const routersStartWithinMs = 2000

export interface StartDeps<User> {
  readonly context: Context<User>
  readonly page: Page
  /** Makes the session of this page, and watches it from then on. */
  readonly openSession: (answer: Answer | undefined) => Promise<void>
  readonly token: (request: TokenRequest) => Promise<StoredToken>
  readonly login: RedirectLogin['login']
}

/** Finishes a login or restores the session. */
export async function start<User>(deps: StartDeps<User>, { require }: StartOptions): Promise<void> {
  const { context, page, openSession, token, login } = deps
  const { current, settings, vault, logins, warn } = context
  const shown = page.prerendered()
  // A prerendered page may never be shown, and the answer in its URL would be used up. Nothing else is
  // awaited before the answer is taken, so that a router that starts next finds the URL without it.
  if (shown) await shown
  // A new start is a new attempt, after a login for which this page could not leave.
  if (logins.blockedBy === 'failed') delete logins.blockedBy
  const startedAt = context.effects.clock.now()
  // Otherwise this page is about to leave for a login itself, which stays pending.
  const isNew = current.session.get().status === 'loading'
  cleanSignOutUrl(context)
  const answer = takeAnswer(context)
  // This page is in a window or frame that was opened to sign in, and another page waits for the answer.
  if (answer?.waitedFor !== undefined) {
    // The answer was taken over, and the window is about to close. Until then nothing starts, and nobody is
    // sent to sign in again.
    const popups = await import('./popup-chunk.js')
    if (await popups.relayAnswer(answer, answer.waitedFor)) await new Promise(() => {})
  }
  // Back from a login at a server part, which puts no answer into the URL, somebody else may be signed in.
  const { server } = settings
  if (isNew && server) abandonEarlierLogins(context, answer)
  // A client that was closed, and starts again, may show a session already.
  const hint = answer || logins.left || current.record() ? undefined : vault.peek()
  try {
    const showing = hint && current.show(hint, 'restored')
    if (showing) await showing
  } catch {
    // The `user` option refuses these claims. The error is shown when the stored record is read.
  }
  const open = (before?: EpochMs): Promise<void> => {
    if (isNew && !server) abandonEarlierLogins(context, answer, before)
    return openSession(answer)
  }
  // A session that is shown has its token, so the page's own work goes first, and the rest of the start
  // follows: also the first read of sessionStorage, which `remember: 'browser'` has not needed until now.
  if (current.record()) void page.nextTask().then(() => open(startedAt).catch(warn))
  else await open()
  // A router that had read the URL before this page took the answer out writes the answer back into it.
  const state = answer?.pending?.state
  if (state)
    context.effects.clock.after(routersStartWithinMs, () => {
      if (page.url().includes(state)) warn(new AuthError('configuration', { reason: 'answer-back' }))
    })
  const session = current.session.get()
  if (logins.left && session.status === 'signed-out' && !session.error) logins.blockedBy = 'left'
  if (!require) return
  await renewExpired(context, token)
  if (current.session.get().status !== 'signed-out' || whyNoLogin(context, 'start')) return
  // The error of a failed login is in the session.
  await login(require === true ? {} : require, true).catch(() => {})
}

/**
 * Renews an expired token. A session whose token has expired is there if it can be renewed, and an app that
 * requires a session waits for the server's answer.
 */
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
