import { own } from '../own.js'
import { type Context, redirectUriOf } from './context.js'
import type { ReturnedLogin } from './login-memory.js'
import type { PendingLogin } from './pending-logins.js'
import { isAnswerParameter, safeReturnUrl } from './return-url.js'

export function readReturnedLogin<User>(
  context: Context<User>,
  { returnTo, redirectUri, appState }: PendingLogin,
  parameters: URLSearchParams,
): ReturnedLogin {
  const registered = new URL(redirectUri).searchParams
  const added = [...parameters].filter(([name]) => !isAnswerParameter(name) && !registered.has(name))
  return own<ReturnedLogin>({
    url: safeReturnUrl(returnTo, redirectUriOf(context)),
    ...(appState !== undefined && { state: appState }),
    parameters: own(Object.fromEntries(added)),
  })
}
