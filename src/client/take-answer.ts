import type { EpochMs } from '../clock.js'
import type { Context } from './context.js'
import { isLoginState, popupStatePrefix, silentFramePrefix } from './login-state.js'
import {
  abandonPendingLogins,
  newestPendingLogin,
  type PendingLogin,
  takePendingLogin,
} from './pending-logins.js'
import { readReturnedLogin } from './read-returned-login.js'
import { answerIn, isSamePage, loginStateOf, withoutAnswer } from './return-url.js'

/** The answer to a login, and the URL that it came to. */
export interface ReceivedAnswer {
  readonly parameters: URLSearchParams
  /** The URL that the answer came to, without query and fragment. */
  readonly arrivedAt: string
}

/** The answer to a login, after it was taken from the address bar. */
export interface Answer extends ReceivedAnswer {
  /** The login that the answer belongs to. Absent where no login of this tab waits for the answer. */
  readonly pending: PendingLogin | undefined
  /** The `state` of a login that another page waits for: the page that opened this window or frame. */
  readonly waitedFor?: string | undefined
  /**
   * Set for a login that nobody clicked for. Returns `false` once the session has changed, so that this login
   * does not replace the session of a person who signed in meanwhile.
   */
  readonly isWanted?: () => boolean
}

/**
 * Takes the answer out of the address bar and this history entry, and its login out of storage: both before
 * anything is awaited, so that neither is used a second time (RFC 6749, section 4.1.2; RFC 9700, section
 * 4.2.4). An answer is recognised by its `state`, and not by the page that it comes to. Every other URL is
 * left as it is, for the app and other libraries.
 */
export function takeAnswer<User>(context: Context<User>): Answer | undefined {
  const answer = readAnswer(context)
  if (answer?.pending) context.logins.answered = true
  return answer
}

/**
 * The logins of this tab that left before this page was shown, and have no answer, are under way no more.
 * `before`: when this page was shown, where it may have begun logins itself since.
 */
export function abandonEarlierLogins<User>(
  { effects, name, logins }: Context<User>,
  answer: Answer | undefined,
  before?: EpochMs,
): void {
  try {
    logins.left = abandonPendingLogins(effects.storage.tab, name, before) && !answer?.pending
  } catch {
    // Storage is blocked, so no login of this tab is known.
  }
}

function readAnswer<User>(context: Context<User>): Answer | undefined {
  const { effects, name, settings, logins } = context
  const page = context.page()
  const here = page.url()
  const url = new URL(settings.signatures?.unpack(here) ?? here)
  const parameters = answerIn(url)
  const nameless = isRefusalWithoutState(parameters)
  let state = loginStateOf(url)
  if (state === undefined && !nameless) return undefined
  let waitedFor: string | undefined
  let pending: ReturnType<typeof takePendingLogin>
  try {
    const { tab } = effects.storage
    if (nameless) state = refusedState(context, url)
    if (state?.startsWith(popupStatePrefix)) waitedFor = state
    pending = takePendingLogin(tab, state, waitedFor === undefined ? name : undefined)
  } catch {
    // Storage is blocked, so the pending login is lost.
  }
  // The answer belongs to another client of this page, which will take it.
  if (pending === 'foreign') return undefined
  if (!pending && state === undefined) return undefined
  const mine = waitedFor === undefined ? pending : undefined
  const returned = mine && readReturnedLogin(context, mine, parameters)
  if (returned) logins.returned = returned
  logins.loadedUrl = returned?.url ?? withoutAnswer(url)
  page.replace(returned && !logins.onReturn && !settings.onReturn ? returned.url : withoutAnswer(url))
  // A URL with a `state`, and with neither a code nor an error, is no answer.
  if (!pending && !parameters.has('code') && !parameters.has('error')) return undefined
  return { parameters, arrivedAt: url.origin + url.pathname, pending: mine, waitedFor }
}

/**
 * The `state` of the login that a refusal without a `state` belongs to: the login of this hidden frame, or
 * the last one of this tab.
 */
function refusedState<User>({ effects, page }: Context<User>, { href }: URL): string | undefined {
  const frame = page().frame?.()
  if (frame?.startsWith(silentFramePrefix)) {
    const state = frame.slice(silentFramePrefix.length)
    return isLoginState(state) ? state : undefined
  }
  const newest = newestPendingLogin(effects.storage.tab, effects.clock.now())
  return newest && isSamePage(newest.redirectUri, href) ? newest.state : undefined
}

/**
 * Some servers leave the `state` out of a refusal, against RFC 6749, section 4.1.2.1. While a login of this
 * tab is pending, such a refusal counts as its answer, and can do no more than end the wait. An app's own
 * `error=42` does not have the form of an error code. Once a page of the app is shown, no login of this tab
 * is pending, so no such refusal is taken any more.
 */
function isRefusalWithoutState(parameters: URLSearchParams): boolean {
  return (
    !parameters.has('state') &&
    !parameters.has('code') &&
    /^[a-z_]{1,40}$/i.test(parameters.get('error') ?? '')
  )
}
