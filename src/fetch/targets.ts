import { AuthError } from '../errors.js'
import { isSecureUrl } from '../protocol/metadata.js'

/** An API that may have a token: everything at this origin, or below this path. */
export interface Api {
  /**
   * An origin, or an origin and a path: `https://api.example.com/v1` covers `/v1` and `/v1/…`, not `/v10`. A path alone, `/api`, is
   * one at the page's own origin.
   */
  readonly url: string
  /** RFC 8707: this API gets an access token of its own, for this resource indicator. */
  readonly resource?: string
  /** `false`: with a client that uses DPoP, this API gets its token as `Bearer`, without a proof. Default: `true`. */
  readonly dpop?: boolean
}

export interface Target {
  readonly origin: string
  readonly path: string
  readonly resource: string
}

export function readApi(api: string | Api, page: string): Target {
  const { url: text, resource = '' }: Api = typeof api === 'string' ? { url: api } : api
  const base = /^\/(?![/\\])/.test(text) ? page : undefined
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  if (!url || !isSecureUrl(url.href) || url.search || /[*]|%2f|%5c/i.test(text)) {
    throw new AuthError(
      'configuration',
      { option: 'apis' },
      `apis: '${text}' is no https: URL of an origin, or an origin and a path. There are no wildcards: list each origin.`,
    )
  }
  return { origin: url.origin, path: url.pathname.replace(/\/$/, ''), resource }
}

/**
 * The API that a URL belongs to, by parsed origin and whole path segments; the most specific one. The URL is one that
 * `Request` resolved, so that what is compared here is what is sent.
 */
export function findTarget(targets: readonly Target[], text: string): Target | undefined {
  const url = new URL(text)
  // `blob:https://api.example.com/…` has that origin, too. An encoded slash is a slash to some servers and none to others.
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || /%2f|%5c/i.test(url.pathname)) return undefined
  const path = `${url.pathname}/`
  return targets
    .filter((target) => target.origin === url.origin && path.startsWith(`${target.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
}
