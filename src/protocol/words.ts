/** Space-separated, as the protocol has lists (RFC 6749, section 3.3); several become one, without what is there twice. */
export function words(...lists: readonly (string | readonly string[] | undefined)[]): string {
  return [...new Set(lists.flat().join(' ').split(' '))].filter(Boolean).join(' ')
}
