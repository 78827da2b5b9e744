import type { About, Provider } from '../providers/provider.js'

/** Everything that was seen of one sign-in before anybody judges it. A collector fills it in. */
export interface Facts {
  /** `node`: headers were read. `page`: a page tried, and knows no more than whether it worked. */
  readonly seenFrom: 'node' | 'page'
  readonly issuer: string
  /** The origin of the app, which CORS is about. */
  readonly origin: string
  readonly clientId?: string | undefined
  readonly redirectUri?: string | undefined
  readonly scope?: string | undefined
  /** Does the app use DPoP? `undefined`: nobody said. */
  readonly dpop?: boolean | undefined
  /** Is the FAPI 2.0 Security Profile wanted? */
  readonly fapi?: boolean | undefined
  /** A server part signs people in: the page asks the authorization server for nothing. */
  readonly serverPart?: boolean | undefined
  readonly provider?: KnownProvider | undefined
  /** The documents that were asked for, in the order in which a client asks. */
  readonly documents: readonly DocumentFacts[]
  /** What the server says about itself, or, where it says nothing, what is known of the provider. */
  readonly metadata: Readonly<Record<string, unknown>>
  readonly endpoints: Readonly<Partial<Record<EndpointName, EndpointFacts>>>
  readonly clock?: ClockFacts | undefined
  /** The answer that took longest, of those that came. Absent: none came. */
  readonly slowest?: { readonly url: string; readonly tookMs: number } | undefined
  readonly authorization?: AuthorizationFacts | undefined
  readonly page?: PageFacts | undefined
  /** The page whose headers were asked for. Absent: nobody said which. */
  readonly pageUrl?: string | undefined
  readonly apis: readonly ApiFacts[]
}

export type EndpointName = 'jwks' | 'token' | 'revocation' | 'userinfo'

/** A provider that Hallpass has a description of, or the development server. */
export interface KnownProvider {
  readonly name: string
  readonly provider?: Provider | undefined
  /** Where to change something, and which steps there are. */
  readonly about: Pick<About, 'console' | 'steps' | 'notes'>
}

/** One answer, as far as the collector may see it. */
export interface Reply {
  /** Did anything answer? */
  readonly reached: boolean
  /** Why nothing did: `ENOTFOUND`, `timeout`. */
  readonly problem?: string | undefined
  /** May a page of `Facts.origin` read the answer (Fetch, "CORS protocol")? */
  readonly readable: boolean
  readonly status?: number | undefined
  /** `Access-Control-Allow-Origin`, from Node only. */
  readonly allowOrigin?: string | undefined
  /** The response headers that a page may read, of those that matter here. `undefined`: nobody can tell. */
  readonly exposed?: readonly string[] | undefined
  /** The `error` of an answer in JSON (RFC 6749, section 5.2). */
  readonly error?: string | undefined
  readonly description?: string | undefined
}

/** The answer to a preflight: may a page send such a request? */
export interface Preflight {
  readonly reached: boolean
  readonly allowed: boolean
  /** Which of the headers that were asked for are refused. `undefined`: nobody can tell. */
  readonly refusedHeaders?: readonly string[] | undefined
  readonly status?: number | undefined
}

export interface DocumentFacts extends Reply {
  readonly kind: 'openid' | 'oauth'
  readonly url: string
  /** The `issuer` in it. */
  readonly issuer?: string | undefined
  readonly isJson: boolean
  /** Which of the endpoints that a login needs are in it: `authorization`, `token`. */
  readonly endpoints?: readonly string[] | undefined
}

export interface EndpointFacts {
  readonly url: string
  /** A request that needs no preflight. */
  readonly simple: Reply
  /** A request with an `Authorization` header, where the endpoint takes one. */
  readonly preflight?: Preflight | undefined
  /** A request with a `DPoP` header. */
  readonly dpopPreflight?: Preflight | undefined
}

export interface ClockFacts {
  /** How far the clock of this device is ahead of the server's, in milliseconds. */
  readonly aheadMs: number
  /** The `Date` header counts whole seconds, and the answer took a while: so exact is `aheadMs`. */
  readonly exactToMs: number
}

/** What came of an authorization request with `prompt=none`. */
export interface AuthorizationFacts {
  /** `returned`: it led to the redirect URI. `page`: the server showed a page. `refused`: an error page. */
  readonly outcome: 'returned' | 'page' | 'refused' | 'unreachable' | 'hidden'
  readonly status?: number | undefined
  /** The `error` that it returned with. */
  readonly error?: string | undefined
  readonly description?: string | undefined
  /** Did the answer carry `iss`, and is it the issuer (RFC 9207)? */
  readonly iss?: 'right' | 'wrong' | 'absent' | undefined
  /** Words on the error page that say what it is about. */
  readonly about?: readonly ('redirect_uri' | 'client_id')[] | undefined
  /** Did somebody who is signed in there get an answer without a question? */
  readonly signedIn?: boolean | undefined
  /** What the same request came to with a redirect URI that nobody has registered. */
  readonly control?: 'returned' | 'page' | 'refused' | undefined
}

export interface PageFacts {
  readonly url: string
  /** Each `Content-Security-Policy`, of a header or of a `<meta>`. */
  readonly policies: readonly string[]
  /** `Cross-Origin-Opener-Policy`. */
  readonly openerPolicy?: string | undefined
  readonly permissionsPolicy?: string | undefined
  /** `X-Frame-Options`. */
  readonly frameOptions?: string | undefined
  readonly secure: boolean
  /** The areas of storage, and whether each one works. Absent: from Node nobody can tell. */
  readonly storage?: Readonly<Record<'sessionStorage' | 'localStorage' | 'indexedDB' | 'locks', boolean>>
  /** The script of the service worker that answers for this page. */
  readonly serviceWorker?: string | undefined
  readonly framed?: boolean | undefined
  /** The permission for Local Network Access, where the browser has one. */
  readonly localNetworkAccess?: 'granted' | 'prompt' | 'denied' | undefined
  /** Is somebody signed in to the app just now? */
  readonly signedIn?: boolean | undefined
}

export interface ApiFacts {
  readonly url: string
  readonly preflight: Preflight
  readonly dpopPreflight?: Preflight | undefined
  /** A request without a token. */
  readonly simple: Reply
}
