import { shortReturnUrl } from '../protocol/server-part.js'
import type { Call } from './call.js'

/** Longer ones are not even looked at. */
const maxCharacters = 8192

/**
 * Where to put a person after a sign-in: a URL at one of the origins that are listed, and none of the server part itself; else the root of the app
 * (RFC 9700, section 4.11). A long one is cut. What a URL parser would drop or bend (tabs, line breaks, backslashes) is not even looked at.
 */
export function safeReturnTo({ server: { origins, basePath }, origin }: Call, returnTo: string | null): string {
  const home = origins.includes(origin) ? origin : (origins[0] ?? origin)
  const fallback = `${home}/`
  if (
    !returnTo ||
    returnTo.length > maxCharacters ||
    [...returnTo].some((character) => character <= ' ' || character === '\\' || character === '\x7f')
  )
    return fallback
  if (!URL.canParse(returnTo, fallback)) return fallback
  const url = new URL(returnTo, fallback)
  const own = url.origin === origin && `${url.pathname}/`.startsWith(`${basePath}/`)
  // `blob:https://app.example.com/…` has that origin, too.
  const elsewhere = !origins.includes(url.origin) || !/^https?:$/.test(url.protocol)
  if (elsewhere || url.username || url.password || own) return fallback
  // Tokens in a URL are of a flow that is not used here (RFC 9700, section 2.1.2).
  if (/[#&](access_token|id_token)=/.test(url.hash)) url.hash = ''
  return shortReturnUrl(url.href) ?? fallback
}
