import { customHeader, keptToken } from '../protocol/server-part.js'
import { Refusal } from './refusal.js'

/**
 * A request of a page's script: from an origin that is listed, to the letter, by the word of the browser
 * itself (`Origin`, Fetch Metadata), and with the custom header. The same for every method, and before
 * anything of the request is looked at.
 */
export function checkScript(request: Request, origins: readonly string[]): void {
  checkOrigin(request, origins)
  // A Bearer token is no less a script's doing: browsers add none by themselves.
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
  }
  // A GET within one origin has no `Origin`; that it is one is said by what no page can forge (Fetch
  // Metadata).
  if (origin === null && /^(GET|HEAD)$/.test(method) && site === 'same-origin') return
  throw new Refusal(
    403,
    'invalid_request',
    'The browser does not say that this comes from a page of this app.',
  )
}

/**
 * A person on their way: a whole page, not a frame nor a script, and a login begun by this app, by hand, or
 * by a bookmark. A browser says of a navigation that it comes from the same site, and not from which host:
 * that may be the app only where one of the `origins` is at another host than the server part.
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
