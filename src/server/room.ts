import type { Call } from './call.js'
import { octetsOf } from './cookies.js'
import { readCurrentLogin } from './current-login.js'

/**
 * The room for all cookies of the server part in one request, in octets. Apache accepts 8190 octets in one
 * header, and nginx 8 KiB. A longer header would make the whole host refuse the person.
 */
export const budget = 8000

/** What no session takes, in octets: one login can always be begun beside them. */
const keptForLogin = 512

/**
 * How many octets the cookies of a request take beside those of pending logins, without the cookies in
 * `except`. Browsers do not send session cookies (`SameSite=Strict`) along with the answer to a login. For
 * such a request the size that each pending login has noted counts instead.
 */
export function octetsOfSessions(call: Call, except: (what: string) => boolean = () => false): number {
  const all = [...call.cookies].filter(([what]) => !isLogin(what))
  const seen = new Set(all.filter(([what]) => !/\.(current|failure)$/.test(what)).map(providerOf))
  const brought = all.filter(([what]) => !except(what))
  const unseen = [...new Set(brought.map(providerOf))].filter((name) => !seen.has(name))
  return (
    brought.reduce((sum, [what, value]) => sum + octetsOf(call.rules, what, value), 0) +
    unseen.reduce((sum, name) => sum + (readCurrentLogin(call, name)?.octets ?? 0), 0)
  )
}

/** How large a session may be beside those of other providers, in octets. */
export function roomForSession(others: number): number {
  return budget - keptForLogin - others
}

/** How much room logins have beside sessions, in octets. */
export function roomForLogins(sessions: number): number {
  return Math.max(budget - sessions, keptForLogin)
}

/** Slots of logins have no provider in their name, and no provider has a dot in its own. */
export function isLogin(what: string): boolean {
  return what.startsWith('.')
}

function providerOf([what]: readonly [what: string, value: string]): string {
  return what.replace(/\..*/s, '')
}
