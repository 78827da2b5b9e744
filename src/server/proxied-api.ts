import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { isSecureUrl } from '../protocol/secure-url.js'

/** An API that a page may call through the server part in `proxy` mode (RFC 10017, section 6.1.3.6). */
export interface ProxiedApiOptions {
  /**
   * The `https:` URL (`http:` on a loopback host only) of an origin, or of an origin and a path, without a
   * query. The page may call this URL and everything below it.
   */
  readonly url: string
  /**
   * The HTTP methods that the page may use: any of GET, HEAD, POST, PUT, PATCH and DELETE. Default: GET and
   * HEAD.
   */
  readonly methods?: readonly string[]
  /**
   * Request headers of the page that are passed on, besides `Accept`, `Content-Type` and the conditional
   * ones.
   */
  readonly requestHeaders?: readonly string[]
  /** Added to each request: `{ 'client-id': '…' }` for Twitch. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Where a proxied request may go: an origin, and everything at or below a path of it (RFC 10017, section
 * 6.1.3.6).
 */
export interface ProxiedApi {
  readonly origin: string
  readonly host: string
  readonly path: string
  readonly methods: readonly string[]
  readonly requestHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

// Header fields that neither a page nor the options may set.
const forbiddenHeaders: readonly RegExp[] = [
  // These fields say who the caller is, and which host the request is for.
  /^(authorization|cookie|host|origin|referer|via|forwarded|x-forwarded-.*|x-host|hallpass|sec-.*)$/i,
  // These fields say how the message is sent, and where it ends.
  /^(connection|content-length|transfer-encoding|te|upgrade|expect|proxy-.*)$/i,
  // These fields change the method or the URL that the API takes the request for.
  /^(x-http-method(-override)?|x-method-override|x-original-.*|x-rewrite-url)$/i,
]

export function readProxiedApi(api: string | ProxiedApiOptions, option: string): ProxiedApi {
  const {
    url: text,
    methods = ['GET', 'HEAD'],
    requestHeaders = [],
    headers = {},
  } = own<ProxiedApiOptions>(typeof api === 'string' ? { url: api } : api)
  if (!isSecureUrl(text) || new URL(text).search || /[*]|%/.test(text)) {
    throw invalidOption(option, `'${text}' is no https: URL of an origin, or an origin and a path`)
  }
  for (const method of methods) {
    if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method))
      throw invalidOption(option, `'${method}' is not GET, HEAD, POST, PUT, PATCH or DELETE`)
  }
  for (const name of [...requestHeaders, ...Object.keys(headers)]) {
    if (forbiddenHeaders.some((pattern) => pattern.test(name)) || !/^[\w-]+$/.test(name))
      throw invalidOption(option, `the header '${name}' is not to be set; leave it out`)
  }
  const { origin, host, pathname } = new URL(text)
  return {
    origin,
    host,
    path: pathname.replace(/\/$/, ''),
    methods,
    requestHeaders: requestHeaders.map((name) => name.toLowerCase()),
    headers,
  }
}

/**
 * Finds slashes, dots and percent signs that are encoded twice. One server would read them as a step to the
 * parent folder, and another one would not.
 */
const ambiguous = /%(2f|5c|25|00|0a|0d|2e)|\\|\/\/|;|\/\.{1,2}(\/|$)/i

/**
 * The URL for the part after `/oauth/api/github/`: `api.github.com/user?page=2`. The host must be one of the
 * list, to the letter, and the URL is looked at once more as it will be sent.
 */
export function findProxiedUrl(
  apis: readonly ProxiedApi[],
  rest: string,
  search: string,
): { readonly url: URL; readonly apis: readonly ProxiedApi[] } | undefined {
  const [host = '', ...segments] = rest.split('/')
  const path = `/${segments.join('/')}`
  const candidate = apis.find((api) => api.host === host)
  if (!candidate || ambiguous.test(path) || !URL.canParse(candidate.origin + path)) return undefined
  const url = new URL(candidate.origin + path)
  if (url.origin !== candidate.origin || url.pathname !== path || url.username || url.password)
    return undefined
  url.search = search
  const matching = apis.filter(
    (api) => api.origin === url.origin && `${url.pathname}/`.startsWith(`${api.path}/`),
  )
  return matching.length > 0 ? { url, apis: matching } : undefined
}
