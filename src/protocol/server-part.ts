// The messages between a page and the server part (`hallpass/server`).

/**
 * The name of a header that only a script can send, and from another origin only after a preflight (RFC
 * 10017, section 6.1.3.3).
 */
export const customHeader = 'hallpass'

/**
 * The beginning of the placeholder that a page has for a token that the server part keeps. The placeholder is
 * useless as a token; in an `Authorization` header it says the same as the custom header.
 */
export const keptToken = 'kept-by-the-server-part'

/** In characters. The return URL is part of a login's cookie, and of the URL that the page leaves for. */
const longestReturnUrl = 480

/** In characters: a return URL and a scope that are no longer together are kept whole in a login's cookie. */
export const alwaysKept = 200

/**
 * The return URL, or as much of it as a login can keep: without its fragment, or without its query as well;
 * `undefined` where its path is too long.
 */
export function shortReturnUrl(href: string): string | undefined {
  return shorterUrls(href).find(({ length }) => length <= longestReturnUrl)
}

/** The URL, the URL without its fragment, and the URL without its query as well. */
export function shorterUrls(href: string): readonly [string, string, string] {
  return [href, href.replace(/#.*/s, ''), href.replace(/[?#].*/s, '')]
}

/** Who is signed in, as the actions `session` and `token` of the server part answer. */
export interface ServerPartSession {
  readonly signed_in: boolean
  readonly claims?: Readonly<Record<string, unknown>> & { readonly sub: string }
  readonly scope?: string
  readonly renewable?: boolean
  readonly mode?: string
  readonly access_token?: string
  readonly expires_in?: number
  /** In how many seconds the session ends, unless it is renewed before. */
  readonly authorization_expires_in?: number
  /** The error of the failed login that this page comes back from. It is sent once. */
  readonly failure?: string
  /** What to change in the configuration of the server part, where the configuration made the login fail. */
  readonly failure_description?: string
}

/** What the action `logout` of the server part answers. */
export interface ServerPartSignOut {
  /** The URL of the provider's own sign-out. */
  readonly location?: string
  /** The provider could not be reached, or refused the revocation; the server part's audit events say why. */
  readonly revocation?: 'failed'
}
