// What a page and the server part (`hallpass/server`) say to each other.

/** What only a script can send, and from another origin only after a preflight (RFC 10017, section 6.1.3.3). */
export const customHeader = 'hallpass'

/**
 * How the text begins that a page has in the place of a token that never reaches it. Good for nothing; as an
 * `Authorization` header it says the same as the custom header.
 */
export const keptToken = 'kept-by-the-server-part'

/** In characters. It stands in the cookie of a login, and in the URL that the page leaves for. */
export const longestReturnUrl = 512

/**
 * The URL to come back to, or as much of it as a login keeps: without its fragment, without its query;
 * nothing where its path is too long.
 */
export function shortReturnUrl(href: string): string | undefined {
  const cut = [href, href.replace(/#.*/s, ''), href.replace(/[?#].*/s, '')]
  return cut.find(({ length }) => length <= longestReturnUrl)
}

/** Who is signed in, as `session` and `token` of the server part have it. */
export interface ServerPartSession {
  readonly signed_in: boolean
  readonly claims?: Readonly<Record<string, unknown>> & { readonly sub: string }
  readonly scope?: string
  readonly renewable?: boolean
  readonly mode?: string
  readonly access_token?: string
  readonly expires_in?: number
  /** How the login went wrong that this page comes back from; told once. */
  readonly failure?: string
  /** What to change in the configuration of the server part, where that is what went wrong. */
  readonly failure_description?: string
}

/** What `logout` of the server part answers. */
export interface SignedOutThere {
  /** Where the provider's own sign-out is. */
  readonly location?: string
  /** The provider could not be told, or said no; the server part's audit events say why. */
  readonly revocation?: 'failed'
}
