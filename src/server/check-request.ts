import { customHeader, keptToken } from '../protocol/server-part.js'
import { Refusal } from './refusal.js'

/**
 * Accepts a request only if a script of a listed page has sent it: the browser says so by the headers
 * `Origin` and Fetch Metadata, which no page can forge, and the custom header is there. The check is the same
 * for every method, and comes before anything else of the request is read.
 */
export function checkScript(request: Request, origins: readonly string[]): void {
  checkOrigin(request, origins)
  // A Bearer token shows as well that a script has sent the request, since browsers never add one by
  // themselves.
  const said =
    request.headers.get(customHeader) === '1' ||
    request.headers.get('authorization')?.startsWith(`Bearer ${keptToken}`)
  if (!said) {
    throw new Refusal(
      403,
      'invalid_request',
      `The header '${customHeader}: 1' is missing; Hallpass in the page sends it.`,
    )
  }
}

function checkOrigin({ method, headers }: Request, origins: readonly string[]): void {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin !== null) {
    // A sandboxed frame, a file, and a redirect from another origin send `null`, which is in no list.
    if (!origins.includes(origin)) {
      throw new Refusal(403, 'invalid_request', "This page's origin is not in 'origins' of the server part.")
    }
    if (site === null || /^(same-origin|same-site|cross-site)$/.test(site)) return
  } else if (/^(GET|HEAD)$/.test(method) && site === 'same-origin') {
    // Browsers send no `Origin` with a GET within one origin. That the request comes from the same origin is
    // shown by Fetch Metadata, whose headers no page can set.
    return
  }
  throw new Refusal(
    403,
    'invalid_request',
    'The browser does not say that this comes from a page of this app.',
  )
}

/**
 * Accepts the visit of a person: the navigation of a whole page, not of a frame or a script, to a login that
 * this app, a bookmark or the address bar has begun. A browser says of a navigation that it comes from the
 * same site, and not from which host: that may be the app only where one of the `origins` is at another host
 * than the server part.
 */
export function checkNavigation(
  { headers, url }: Request,
  from: 'anywhere' | { readonly origins: readonly string[] },
): void {
  const [site, mode, dest] = ['site', 'mode', 'dest'].map((name) => headers.get(`sec-fetch-${name}`))
  const wrong =
    (mode && mode !== 'navigate') ||
    (dest && dest !== 'document') ||
    (from !== 'anywhere' &&
      (site === 'cross-site' ||
        (site === 'same-site' && from.origins.every((origin) => new URL(origin).host === new URL(url).host))))
  if (wrong) throw new Refusal(403, 'invalid_request', 'A sign-in begins in the app, and in a whole page.')
}

/** The answer to a CORS preflight: to listed origins only, each by its name (RFC 10017, section 6.1.3.3). */
export function preflight(
  { headers }: Request,
  {
    origins,
    methods,
    requestHeaders,
  }: { origins: readonly string[]; methods: readonly string[]; requestHeaders: readonly string[] },
): Readonly<Record<string, string>> {
  const origin = headers.get('origin')
  if (!origin || !origins.includes(origin)) throw new Refusal(403, 'invalid_request', 'Not from this origin.')
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': [customHeader, 'content-type', ...requestHeaders].join(', '),
    'access-control-max-age': '600',
  }
}
