import type { Call } from './call.js'
import { dropCookie, octetsOf, setCookie } from './cookies.js'
import { makeRoom } from './login-cookie.js'
import { octetsOfSessions } from './room.js'

/**
 * How a login failed, for the page that the person comes back to. It is in a cookie and not in the URL, so
 * that nobody can make a link that says that a login failed.
 */
export interface LoginFailure {
  /**
   * An error code of OAuth: the provider's (`access_denied`), `server_error`, or `invalid_client` where the
   * configuration of the server part is at fault.
   */
  readonly error: string
  /** What to change in the configuration, in the words of this library and not of the provider. */
  readonly description?: string
}

const lifetimeSeconds = 120

export async function saveFailure(call: Call, failure: LoginFailure): Promise<void> {
  const value = await call.seal.seal(label(call), failure, call.now() + lifetimeSeconds * 1000)
  const cookie = setCookie(call.rules, name(call), value, {
    sameSite: 'Strict',
    maxAgeSeconds: lifetimeSeconds,
  })
  if (!cookie) return
  call.setCookies.push(cookie)
  // Only a failure with a description makes room among the cookies, at the cost of pending logins. A refusal
  // without a `state`, which anybody can make up, has no description, and so it ends no login.
  if (failure.description) makeRoom(call, octetsOfSessions(call) + octetsOf(call.rules, name(call), value))
}

/** Reads the failure of the last login, and deletes its cookie, so that a page is told of it once. */
export async function takeFailure(call: Call): Promise<LoginFailure | undefined> {
  const text = call.cookies.get(name(call))
  if (text === undefined) return undefined
  call.setCookies.push(dropCookie(call.rules, name(call)))
  return (await call.seal.open(label(call), text))?.value as LoginFailure | undefined
}

function name({ provider }: Call): string {
  return `${provider.name}.failure`
}

function label({ origin, provider }: Call): string {
  return `failure ${origin} ${provider.name}`
}
