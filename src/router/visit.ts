/** What guards of several routers are called with beside the location: is this a visit, or a preload? */
export interface Purpose {
  /** TanStack Router. */
  readonly preload?: boolean
  /** TanStack Router: `'preload'`, `'enter'`, `'stay'`. */
  readonly cause?: string
  /** Solid Router: `'preload'`, `'initial'`, `'navigate'`, `'native'`. */
  readonly intent?: string
}

/** A URL as routers pass it: absolute, or as a path. */
export type Destination =
  | string
  /** `URL`, `window.location`, TanStack Router's location. */
  | { readonly href: string; readonly publicHref?: string }
  /** Vue Router's `to`. */
  | { readonly fullPath: string; readonly href?: string }
  /** `Request`, Angular's `RouterStateSnapshot`, SvelteKit's load event. */
  | { readonly url: string | URL }
  /** The location of React Router and of Solid Router. */
  | { readonly pathname: string; readonly search?: string; readonly hash?: string }

/** Where somebody wants to go: what any router passes to its guards and loaders. */
export type Visit =
  | Destination
  | (Purpose & { readonly location: Destination })
  | (Purpose & { readonly request: Destination })

/** A visit, with a URL that can be compared and come back to. */
export interface ReadVisit {
  /** The whole URL, on this origin. */
  readonly url: string
  /** Is the page only loaded ahead? */
  readonly isPreload: boolean
}

/**
 * Reads what a router passed. `base` stands before the path of each route in the address bar; `pageUrl` is
 * the URL in the address bar.
 */
export function readVisit(visit: Visit, base: string, pageUrl: string): ReadVisit {
  const { preload, cause, intent, location, request } = Object(visit) as Purpose & {
    readonly location?: Destination
    readonly request?: Destination
  }
  const destination = location ?? request ?? (visit as Destination)
  const { pathname, search, hash } = resolved(textOf(destination), pageUrl)
  const url = resolved(withBase(pathname + search + hash, base), pageUrl).href
  return {
    // A `Request` has no fragment. The one in the address bar belongs to the same page.
    url: url.includes('#') || url !== withoutHash(pageUrl) ? url : pageUrl,
    isPreload: preload === true || cause === 'preload' || intent === 'preload',
  }
}

/**
 * Resolves a URL as routers write it: what begins with a slash is a path of this host, also where it begins
 * with two, which a URL parser would take for the name of another host.
 */
function resolved(text: string, pageUrl: string): URL {
  return new URL(text.replace(/^(?=[/\\])/, '/.'), pageUrl)
}

function textOf(destination: Destination): string {
  if (typeof destination === 'string') return destination
  if ('publicHref' in destination && destination.publicHref) return destination.publicHref
  if ('href' in destination && destination.href) return destination.href
  if ('fullPath' in destination) return destination.fullPath
  if ('url' in destination) return `${destination.url}`
  const {
    pathname,
    search = '',
    hash = '',
  } = destination as {
    readonly pathname: string
    readonly search?: string
    readonly hash?: string
  }
  return pathname + search + hash
}

/** Some routers leave the base out of a location and some do not, so it is added where it is missing. */
function withBase(path: string, base: string): string {
  const prefix = base.replace(/\/$/, '')
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : undefined
  return rest !== undefined && /^([/?#]|$)/.test(rest) ? path : prefix + path
}

function withoutHash(url: string): string {
  return url.replace(/#.*/s, '')
}
