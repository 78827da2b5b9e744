import type { SessionRecord } from './record.js'

/**
 * Identifies the person of a session, for comparing two sessions. Without a `sub` each login counts as
 * another person's.
 */
export function ownerOf({ claims, loginAt }: SessionRecord): string {
  return claims.sub ?? `whoever signed in at ${loginAt}`
}
