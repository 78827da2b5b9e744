import { type Context, redirectUriOf } from './context.js'
import { type PendingLogin, takePendingLogin } from './pending-logins.js'
import { isCallback, safeReturnUrl, withoutAnswer, withoutTokens } from './return-url.js'

/** An answer to a login that has been taken from the address bar. */
export interface Answer {
  readonly parameters: URLSearchParams
  /** Absent: nobody here waits for it. */
  readonly pending: PendingLogin | undefined
}

/**
 * Takes the answer out of the address bar and this history entry, and the login it belongs to out of storage: both at once,
 * before anything waits, so that neither is used a second time (RFC 6749, section 4.1.2; RFC 9700, section 4.2.4).
 */
export function takeAnswer<User>(context: Context<User>): Answer | undefined {
  const page = context.page()
  const redirectUri = redirectUriOf(context)
  const url = new URL(page.url())
  const parameters = url.searchParams
  let pending: ReturnType<typeof takePendingLogin>
  if (!isCallback(url, redirectUri)) {
    const clean = withoutTokens(new URL(url)).href
    if (clean !== url.href) page.replace(clean)
    return undefined
  }
  try {
    pending = takePendingLogin(context.effects.storage.tab, parameters.get('state'), context.name)
  } catch {
    // Blocked meanwhile: as good as lost.
  }
  // Another client of this page will take it.
  if (pending === 'foreign') return undefined
  page.replace(
    pending && !context.settings.onReturn ? safeReturnUrl(pending.returnTo, redirectUri) : withoutAnswer(url),
  )
  return { parameters, pending }
}
