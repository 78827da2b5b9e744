import type { Call } from './call.js'
import { dropCookie, octetsOf, setCookie } from './cookies.js'
import { makeRoom } from './login-cookie.js'
import { octetsOfSessions } from './room.js'

/**
 * How a login failed, for the page that the person comes back to. In a cookie, not in the URL: a link that
 * tells somebody that their login failed is nobody's to make.
 */
export interface LoginFailure {
  /**
   * One of the protocol (`access_denied`), or `server_error`; `invalid_client` where the configuration is at
   * fault.
   */
  readonly error: string
  /** What to change in the configuration. A text of ours. */
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
  // A refusal that anybody may have made up has no description, and has no login give way.
  if (failure.description) makeRoom(call, octetsOfSessions(call) + octetsOf(call.rules, name(call), value))
}

/** Told once. */
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
