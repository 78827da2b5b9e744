import { parseReturnUrl } from '../protocol/return-url.js'
import { shortReturnUrl } from '../protocol/server-part.js'
import type { Call } from './call.js'

/** Longer ones are not even looked at. */
const maxCharacters = 8192

/**
 * Where a person returns to after a sign-in: a URL at one of the listed origins, outside of the server part's
 * own paths; otherwise the root of the app. A long URL is shortened.
 */
export function safeReturnTo(
  { server: { origins, basePath }, origin }: Call,
  returnTo: string | null,
): string {
  const home = `${origins.includes(origin) ? origin : (origins[0] ?? origin)}/`
  const url = parseReturnUrl(returnTo, home, origins, maxCharacters)
  const own = url?.origin === origin && `${url.pathname}/`.startsWith(`${basePath}/`)
  return !url || own ? home : (shortReturnUrl(url.href) ?? home)
}
