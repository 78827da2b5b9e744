import type { ResolvedClient } from './options.js'
import { isOnOrigin } from './origin-pattern.js'

/**
 * Whether the browser may be sent to `uri`, one of the exact `uris` or any URL on one of the client's
 * origins.
 */
export function mayRedirect(
  client: ResolvedClient | undefined,
  uri: string,
  uris: readonly string[],
): boolean {
  if (client === undefined) return false
  if (uris.includes(uri)) return true
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  // A redirect URI has no fragment (RFC 6749, section 3.1.2); a user name in it is a trick.
  if (url === undefined || uri.includes('#') || url.username !== '' || url.password !== '') return false
  return client.origins.some((origin) => isOnOrigin(url, origin))
}
