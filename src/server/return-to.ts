import { parseReturnUrl } from '../protocol/return-url.js'
import type { Call } from './call.js'

const maxCharacters = 2048

/** Where to put a person after a sign-in: a URL at one of the listed origins that is not the server part's own; otherwise the root of the app. */
export function safeReturnTo({ server: { origins, basePath }, origin }: Call, returnTo: string | null): string {
  const home = `${origins.includes(origin) ? origin : (origins[0] ?? origin)}/`
  const url = parseReturnUrl(returnTo, home, origins, maxCharacters)
  const own = url?.origin === origin && `${url.pathname}/`.startsWith(`${basePath}/`)
  return !url || own ? home : url.href
}
