import type { ResolvedProvider } from './check-provider.js'

/** What a URL of the server part asks for. There are these and no others. */
export type Action = 'login' | 'callback' | 'session' | 'token' | 'logout' | 'api'

export interface Route {
  readonly action: Action
  readonly provider: ResolvedProvider
  /** Of `api`: everything after the provider, as it came: `api.github.com/user`. */
  readonly rest: string
}

const methods: { readonly [A in Exclude<Action, 'api'>]: readonly string[] } = {
  login: ['GET'],
  // Apple, and every other provider with `response_mode=form_post`, sends the answer by a POST.
  callback: ['GET', 'POST'],
  session: ['POST'],
  token: ['POST'],
  logout: ['POST'],
}

const actionsOf: { readonly [M in ResolvedProvider['mode']]: readonly Action[] } = {
  mediated: ['login', 'callback', 'session', 'token', 'logout'],
  exchange: ['token'],
  // In this mode `token` renews as well, and answers with a placeholder.
  proxy: ['login', 'callback', 'session', 'token', 'logout', 'api'],
}

export type Found =
  | Route
  | { readonly status: 404 }
  | { readonly status: 405; readonly allow: string }
  | undefined

/** Nothing for a path that is not the server part's. `method` of a preflight is the one it asks for. */
export function findRoute(
  {
    basePath,
    providers,
  }: { readonly basePath: string; readonly providers: ReadonlyMap<string, ResolvedProvider> },
  method: string,
  pathname: string,
): Found {
  if (pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return undefined
  const [first = '', second = '', ...others] = pathname.slice(basePath.length + 1).split('/')
  const proxied = first === 'api' && others.length > 0
  const provider = providers.get(proxied ? second : first)
  if (!provider) return { status: 404 }
  const actions = actionsOf[provider.mode]
  if (proxied) {
    return actions.includes('api') ? { action: 'api', provider, rest: others.join('/') } : { status: 404 }
  }
  const action = actions.find((name) => name === second && name !== 'api' && others.length === 0) as
    | Exclude<Action, 'api'>
    | undefined
  if (!action) return { status: 404 }
  const allowed = methods[action]
  return allowed.includes(method)
    ? { action, provider, rest: '' }
    : { status: 405, allow: allowed.join(', ') }
}
