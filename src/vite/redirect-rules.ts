import type { ResolvedClient } from './options.js'
import { isOnOrigin } from './origin-pattern.js'

/**
 * Tells whether a person may be sent to `uri`: it is one of the exact `uris`, or a URL at one of the origins
 * of the client.
 */
export function mayRedirect(
  client: ResolvedClient | undefined,
  uri: string,
  uris: readonly string[],
): boolean {
  if (client === undefined) return false
  if (uris.includes(uri)) return true
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  // A redirect URI has no fragment (RFC 6749, section 3.1.2). A user name makes a URL look like one of
  // another host.
  if (url === undefined || uri.includes('#') || url.username !== '' || url.password !== '') return false
  return client.origins.some((origin) => isOnOrigin(url, origin))
}
