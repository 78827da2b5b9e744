/**
 * Where to lead a person after a login: a URL on one of these origins, unchanged; `undefined` for everything
 * else (RFC 9700, section 4.11). The URL is judged as a URL parser reads it, and not as it is written.
 */
export function parseReturnUrl(
  returnTo: unknown,
  base: string,
  origins: readonly string[],
  maxCharacters: number,
): URL | undefined {
  if (typeof returnTo !== 'string' || returnTo.length > maxCharacters) return undefined
  // No browser writes a control character into a URL, and a parser drops some of them.
  if ([...returnTo].some((character) => character < ' ' || character === '\x7f')) return undefined
  const url = URL.canParse(returnTo, base) ? new URL(returnTo, base) : undefined
  if (!url || !origins.includes(url.origin)) return undefined
  // A `blob:` URL has the origin of its page, and a URL with a user name in it looks like one of another
  // host.
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return leadsAway(url) ? undefined : url
}

/**
 * Is the path alone, as a router gets it, a URL of another host? `//host/` is one. It is one as well where
 * the second slash is a backslash, comes after a character that parsers drop, or is encoded and the router
 * decodes it.
 */
function leadsAway({ origin, pathname }: URL): boolean {
  const decoded = pathname.replace(/%[0-7][\da-f]/gi, (encoded) =>
    String.fromCharCode(Number(`0x${encoded.slice(1)}`)),
  )
  return [pathname, decoded].some((path) => {
    const url = URL.canParse(path, origin) ? new URL(path, origin) : undefined
    return url?.origin !== origin || url.pathname.startsWith('//')
  })
}
