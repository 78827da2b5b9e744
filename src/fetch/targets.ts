import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { words } from '../protocol/words.js'

/** An API that may have a token: everything at this origin, or below this path. */
export interface Api {
  /**
   * An origin, or an origin and a path: `https://api.example.com/v1` covers `/v1` and `/v1/…`, not `/v10`. A path alone, `/api`, is
   * one at the page's own origin. Of several that cover a URL the longest path counts.
   */
  readonly url: string
  /**
   * RFC 8707: the URI by which the authorization server knows this API. It gets an access token of its own, with the one refresh token,
   * when it is first called. The authorization request names them all (section 2.1); the login itself brings the token of the first.
   * Once one API has a `resource`, each needs one.
   */
  readonly resource?: string
  /** The same for servers that call it `audience` (Auth0). The authorization request names the first API's only: it takes one. */
  readonly audience?: string
  /**
   * This API's token is for these scopes and no more (RFC 6749, section 6), and for what it asked for by `onChallenge` since. The login asks for
   * them, too. The first of several APIs with a `resource` has what the server grants there.
   */
  readonly scope?: string | readonly string[]
  /** `false`: with a client that uses DPoP, this API gets its token as `Bearer`, without a proof. Default: `true`. */
  readonly dpop?: boolean
}

export interface Target {
  readonly origin: string
  readonly path: string
  /** What the app calls it: its resource, its audience, or else its URL as it was written. */
  readonly resource: string
  /** The name of its access token in the session record. */
  readonly token: string
  /** Gets proofs, where the client makes any. */
  readonly dpop: boolean
}

/** `page`: where paths alone belong to. */
export function readTargets(apis: readonly (string | Api)[], page: string): readonly Target[] {
  const main = mainApi(apis)
  const own = main && tokenName(asApi(main))
  const targets = apis.map((api): Target => {
    const { url: text, resource, audience, dpop = true } = asApi(api)
    const token = tokenName(asApi(api))
    const base = /^\/(?![/\\])/.test(text) ? page : undefined
    const url = URL.canParse(text, base) ? new URL(text, base) : undefined
    if (!url || !isSecureUrl(url.href) || url.search || /[*]|%2f|%5c/i.test(text)) {
      throw wrong(
        `'${text}' is no https: URL of an origin, or an origin and a path. There are no wildcards: list each origin`,
      )
    }
    // RFC 8707, section 2.
    if (resource !== undefined && (!URL.canParse(resource) || resource.includes('#'))) {
      throw wrong(`resource '${resource}' is no absolute URI without a fragment`)
    }
    return {
      origin: url.origin,
      path: url.pathname.replace(/\/$/, ''),
      resource: resource ?? audience ?? text,
      token: token === own ? '' : token,
      dpop,
    }
  })
  // With a resource in the authorization request the server's default is off, so nobody could say whose the login's token is.
  const named = apis.filter((api) => asApi(api).resource)
  if (named.length && named.length < apis.length) throw wrong('give each API its resource, or none')
  if (new Set(targets.map(({ origin, path }) => origin + path)).size < targets.length)
    throw wrong('a URL is there twice')
  return targets.sort((a, b) => b.path.length - a.path.length)
}

/** The API whose token the login itself brings, where each has one of its own. */
export function mainApi(apis: readonly (string | Api)[]): string | Api | undefined {
  return apis.every((api) => asApi(api).resource ?? asApi(api).audience) ? apis[0] : undefined
}

/** In the session record: `''` for the login's own token, else what makes this one another. */
export function tokenName({ resource, audience, scope }: Api): string {
  return `${resource ?? audience ?? ''} ${words(scope)}`.trimEnd()
}

export function asApi(api: string | Api): Api {
  return own(typeof api === 'string' ? { url: api } : api)
}

/**
 * The API that a URL belongs to, by parsed origin and whole path segments; the most specific one. The URL is one that
 * `Request` resolved, so that what is compared here is what is sent.
 */
export function findTarget(targets: readonly Target[], text: string): Target | undefined {
  const url = new URL(text)
  // An encoded slash is a slash to some servers and none to others.
  if (/%2f|%5c/i.test(url.pathname)) return undefined
  // `blob:https://api.example.com/…` has that origin, too, and a path that does not begin with a slash.
  const path = `${url.pathname}/`
  return targets.find((target) => target.origin === url.origin && path.startsWith(`${target.path}/`))
}

function wrong(what: string): AuthError {
  return new AuthError('configuration', { option: 'apis' }, `apis: ${what}.`)
}
