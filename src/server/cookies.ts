/**
 * Name and value together, as browsers count (RFC 6265bis, section 5.6), with room for engines that count the
 * attributes, too.
 */
const maxOctets = 3900

export interface CookieRules {
  /**
   * `https:`. On `http://localhost` there is no prefix and no `Secure`: Safari drops such cookies there, and
   * nobody else can listen in on this machine's own loopback interface.
   */
  readonly secure: boolean
  /** Where the server part is reached. */
  readonly origin: string
}

export interface CookieAttributes {
  readonly sameSite: 'Strict' | 'Lax' | 'None'
  readonly maxAgeSeconds: number
}

/**
 * The prefix of the cookie names. Browsers accept a `__Host-Http-` cookie only from a server over https, for
 * this host alone and the path `/`, and hide it from scripts; browsers that do not know this prefix still
 * enforce `__Host-` (RFC 6265bis, section 4.1.3). On localhost the name contains the port instead, since
 * cookies are shared by all ports of a host.
 */
function cookieName({ secure, origin }: CookieRules, what: string): string {
  return secure ? `__Host-Http-hallpass-${what}` : `hallpass-${new URL(origin).port || '80'}-${what}`
}

/** What a cookie adds to the `Cookie` header of a request, in octets. */
export function octetsOf(rules: CookieRules, what: string, value: string): number {
  return `${cookieName(rules, what)}=${value}; `.length
}

/** Nothing for a cookie that browsers would drop for its size, without a word. */
export function setCookie(
  rules: CookieRules,
  what: string,
  value: string,
  { sameSite, maxAgeSeconds }: CookieAttributes,
): string | undefined {
  const pair = `${cookieName(rules, what)}=${value}`
  if (pair.length > maxOctets) return undefined
  // A cookie without `Domain` belongs to this host and to no other (RFC 10017, section 6.1.3.2).
  return (
    `${pair}; Path=/; Max-Age=${Math.floor(maxAgeSeconds)}; HttpOnly; ` +
    `SameSite=${sameSite}${rules.secure ? '; Secure' : ''}`
  )
}

export function dropCookie(rules: CookieRules, what: string): string {
  return (
    `${cookieName(rules, what)}=; Path=/; Max-Age=0; HttpOnly; ` +
    `SameSite=Strict${rules.secure ? '; Secure' : ''}`
  )
}

/** The cookies of a request that are ours, by what they hold. */
export function readCookies(rules: CookieRules, header: string | null): ReadonlyMap<string, string> {
  const prefix = cookieName(rules, '')
  const found = new Map<string, string>()
  const twice = new Set<string>()
  for (const pair of (header ?? '').split(';')) {
    // SP and HTAB alone, as browsers have it (RFC 6265bis, section 5.6): `trim` also takes U+00A0 away, and a
    // name that begins with U+00A0 has no prefix, so that any subdomain may set it.
    const [name = '', value = ''] = pair.replace(/^[ \t]+/, '').split(/=(.*)/s)
    if (!name.startsWith(prefix)) continue
    const what = name.slice(prefix.length)
    if (found.has(what)) twice.add(what)
    found.set(what, value)
  }
  // A second cookie of the same name was set by another host, so neither of the two is used.
  for (const what of twice) found.delete(what)
  return found
}
