/**
 * Joins lists into one space-separated list, as the protocol has them (RFC 6749, section 3.3), with each word
 * once.
 */
export function joinWords(...lists: readonly (string | readonly string[] | undefined)[]): string {
  return [...new Set(lists.flat().join(' ').split(' '))].filter(Boolean).join(' ')
}
