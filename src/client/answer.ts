import { type Context, redirectUriOf } from './context.js'
import { isLoginState, popupStatePrefix, silentFramePrefix } from './login-state.js'
import { abandonPendingLogins, newestPendingLogin, type PendingLogin, takePendingLogin } from './pending-logins.js'
import { answerIn, isSamePage, loginStateOf, safeReturnUrl, withoutAnswer } from './return-url.js'

/** An answer to a login, where it came. */
export interface Arrival {
  readonly parameters: URLSearchParams
  /** The URL that it came to, without query and fragment. */
  readonly arrivedAt: string
}

/** An answer to a login that has been taken from the address bar. */
export interface Answer extends Arrival {
  /** Absent: nobody here waits for it. */
  readonly pending: PendingLogin | undefined
  /** Another page waits for it, under this `state`. */
  readonly waitedFor?: string | undefined
  /** Nobody clicked for this login: it does not take the place of whoever signs in by hand while it is finished. */
  readonly isWanted?: () => boolean
}

/**
 * Takes the answer out of the address bar and this history entry, and the login it belongs to out of storage: both at once,
 * before anything waits, so that neither is used a second time (RFC 6749, section 4.1.2; RFC 9700, section 4.2.4). An answer is known by its
 * `state`, and not by where it comes to; whatever is not ours is left as it is, for the app and other libraries.
 */
export function takeAnswer<User>(context: Context<User>): Answer | undefined {
  const answer = readAnswer(context)
  const { current, effects, name } = context
  try {
    // Not where this page is about to leave for a login itself.
    if (current.session.get().status === 'loading') abandonPendingLogins(effects.storage.tab, name)
  } catch {
    // Blocked: no login of this tab is known.
  }
  return answer
}

function readAnswer<User>(context: Context<User>): Answer | undefined {
  const { effects, name, settings } = context
  const page = context.page()
  const url = new URL(page.url())
  const parameters = answerIn(url)
  const nameless = isRefusalWithoutState(parameters)
  let state = loginStateOf(url) ?? parameters.get('state') ?? undefined
  if (state === undefined && !nameless) return undefined
  let waitedFor: string | undefined
  let pending: ReturnType<typeof takePendingLogin>
  try {
    const { tab } = effects.storage
    if (nameless) state = refusedState(context, url)
    if (state?.startsWith(popupStatePrefix)) waitedFor = state
    pending = takePendingLogin(tab, state, waitedFor === undefined ? name : undefined)
  } catch {
    // Blocked meanwhile: as good as lost.
  }
  // Another client of this page will take it.
  if (pending === 'foreign') return undefined
  if (!pending && !isLoginState(state ?? '')) return undefined
  const mine = waitedFor === undefined ? pending : undefined
  page.replace(mine && !settings.onReturn ? safeReturnUrl(mine.returnTo, redirectUriOf(context)) : withoutAnswer(url))
  // A `state` alone says nothing.
  if (!pending && !parameters.has('code') && !parameters.has('error')) return undefined
  return { parameters, arrivedAt: url.origin + url.pathname, pending: mine, waitedFor }
}

/** Which login does a refusal belong to that does not say it: that of this hidden frame, or the last one of this tab. */
function refusedState<User>({ effects, page }: Context<User>, { href }: URL): string | undefined {
  const frame = page().frame?.()
  if (frame?.startsWith(silentFramePrefix)) return frame.slice(silentFramePrefix.length)
  const newest = newestPendingLogin(effects.storage.tab, effects.clock.now())
  return newest && isSamePage(newest.redirectUri, href) ? newest.state : undefined
}

/**
 * Some servers leave the `state` out of a refusal, against RFC 6749, section 4.1.2.1. While a login of this tab is under way, it is its refusal: it can
 * do no more than end the waiting. An app's own `error=42` is no such word, and after the first page of the app none is.
 */
function isRefusalWithoutState(parameters: URLSearchParams): boolean {
  return !parameters.has('state') && !parameters.has('code') && /^[a-z_]{1,40}$/i.test(parameters.get('error') ?? '')
}
