import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { joinWords } from '../protocol/join-words.js'
import type { Scope } from '../protocol/parameters.js'
import { isSecureUrl } from '../protocol/secure-url.js'

/** An API that access tokens may be sent to: everything at this origin, or below this path. */
export interface Api {
  /**
   * An origin, or an origin and a path: `https://api.example.com/v1` covers `/v1` and `/v1/…`, not `/v10`. A
   * path alone, `/api`, is one at the page's own origin. Of several APIs that cover a URL the one with the
   * longest path counts.
   */
  readonly url: string
  /**
   * The resource indicator (RFC 8707): the URI by which the authorization server knows this API. The API gets
   * an access token of its own, by the one refresh token, when it is first called. The authorization request
   * names all resources (section 2.1); the login itself brings the token of the first. Once one API has a
   * `resource`, each needs one.
   */
  readonly resource?: string
  /**
   * The same for servers that call it `audience` (Auth0). The authorization request names the first API's
   * audience only, since such a server takes one.
   */
  readonly audience?: string
  /**
   * Limits this API's token to these scopes (RFC 6749, section 6), and to those that the API asked for by a
   * challenge since (`onChallenge`). The login asks for them, too. The first of several APIs with a
   * `resource` has what the server grants for it at the login.
   */
  readonly scope?: Scope | readonly Scope[]
  /**
   * `false`: with a client that uses DPoP, this API gets its token as `Bearer`, without a proof. Default:
   * `true`.
   */
  readonly dpop?: boolean
}

export interface Target {
  readonly origin: string
  readonly path: string
  /** The app's name for the API: its resource, its audience, or otherwise its URL as it was written. */
  readonly resource: string
  /** The key of the API's access token in the session record. */
  readonly tokenKey: string
  /** Does the API get proofs, where the client makes any? */
  readonly dpop: boolean
}

/** `page`: the URL of the page, whose origin a path alone belongs to. */
export function readTargets(listed: readonly (string | Api)[], page: string): readonly Target[] {
  const apis = listed.map(asApi)
  const main = mainApi(apis)
  const keyOfLogin = main && tokenKeyOf(main)
  const targets = apis.map((api): Target => {
    const { url: text, resource, audience, dpop = true } = api
    const tokenKey = tokenKeyOf(api)
    const base = /^\/(?![/\\])/.test(text) ? page : undefined
    const url = URL.canParse(text, base) ? new URL(text, base) : undefined
    if (!url || !isSecureUrl(url.href) || url.search || /[*]|%2f|%5c/i.test(text)) {
      throw invalidOption(
        'apis',
        `'${text}' is no https: URL of an origin, or an origin and a path. There are no wildcards: ` +
          'list each origin',
      )
    }
    // A resource is an absolute URI without a fragment (RFC 8707, section 2).
    if (resource !== undefined && (!URL.canParse(resource) || resource.includes('#'))) {
      throw invalidOption('apis', `resource '${resource}' is no absolute URI without a fragment`)
    }
    return {
      origin: url.origin,
      path: url.pathname.replace(/\/$/, ''),
      resource: resource ?? audience ?? text,
      tokenKey: tokenKey === keyOfLogin ? '' : tokenKey,
      dpop,
    }
  })
  // With a resource in the authorization request the server does not use its default resource, so nobody
  // could say which API the login's token is for.
  const withResource = apis.filter(({ resource }) => resource)
  if (withResource.length && withResource.length < apis.length)
    throw invalidOption('apis', 'give each API its resource, or none')
  if (new Set(targets.map(({ origin, path }) => origin + path)).size < targets.length)
    throw invalidOption('apis', 'a URL is there twice')
  return targets.sort((a, b) => b.path.length - a.path.length)
}

/** The API whose token the login itself brings, where each API has a token of its own. */
export function mainApi(apis: readonly Api[]): Api | undefined {
  return apis.every(({ resource, audience }) => resource ?? audience) ? apis[0] : undefined
}

/**
 * The key of an API's token in the session record, by what makes it another token than the login's own, whose
 * key is `''`.
 */
export function tokenKeyOf({ resource, audience, scope }: Api): string {
  return `${resource ?? audience ?? ''} ${joinWords(scope)}`.trimEnd()
}

export function asApi(api: string | Api): Api {
  return own(typeof api === 'string' ? { url: api } : api)
}

/**
 * The API that a URL belongs to, by parsed origin and whole path segments; the most specific one counts. The
 * URL is one that `Request` resolved, so that the URL compared here is the URL sent.
 */
export function findTarget(targets: readonly Target[], text: string): Target | undefined {
  const url = new URL(text)
  // Some servers take an encoded slash for a slash, and others do not.
  if (/%2f|%5c/i.test(url.pathname)) return undefined
  // `blob:https://api.example.com/…` has that origin, too, and a path that does not begin with a slash.
  const path = `${url.pathname}/`
  return targets.find((target) => target.origin === url.origin && path.startsWith(`${target.path}/`))
}
