import type { Call } from './call.js'
import { octetsOf } from './cookies.js'
import { readCurrentLogin } from './current-login.js'

/**
 * For all cookies of the server part in one request, in octets. Apache takes 8190 for one header, nginx 8
 * KiB; what is longer would lock the person out of the whole host.
 */
export const budget = 8000

/** What no session takes, in octets: one login can always be begun beside them. */
const keptForLogin = 512

/**
 * What is in a request beside logins, in octets, without the cookies in `except`: sessions, and what is
 * beside them. No browser sends the cookies of sessions along with the answer to a login
 * (`SameSite=Strict`). Such a request has what each login wrote down about its session, and that counts
 * instead.
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
