import type { AnyAuthError } from 'hallpass'
import { isAuthError } from '../errors.js'
import { reported } from '../reported.js'
import { type Guard, pageUrlOf, stayingAt } from './guard.js'
import type { Visit } from './visit.js'

/** The error that a guard throws: `signed-out` or `forbidden`. */
export type GuardError = Extract<AnyAuthError, { readonly code: 'signed-out' | 'forbidden' }>

/** Pages of the app, in the way that its router says where to go. */
export interface GuardPages<SignedOutPage, ForbiddenPage = SignedOutPage> {
  /**
   * The page with a button to sign in, or a function of the error, whose `details.returnTo` is for `login()`.
   */
  readonly signedOut:
    | SignedOutPage
    | ((error: Extract<GuardError, { readonly code: 'signed-out' }>) => SignedOutPage)
  /** The page for somebody who is signed in and may not go there, or a function of the error. */
  readonly forbidden:
    | ForbiddenPage
    | ((error: Extract<GuardError, { readonly code: 'forbidden' }>) => ForbiddenPage)
}

/** What TanStack Router passes to `beforeLoad`, as far as a guard reads it. */
export interface TanStackBeforeLoad {
  /** Where the navigation leads. `publicHref` has the base path. */
  readonly location: { readonly href: string; readonly publicHref?: string }
  /** Is the route only loaded ahead? */
  readonly preload?: boolean
  /** `'preload'`, `'enter'` or `'stay'`. */
  readonly cause?: string
}

/** What React Router passes to loaders, actions and middleware, as far as a guard reads it. */
export interface ReactRouterArgs {
  /** The request that the navigation stands for. It has no hash. */
  readonly request: Request
  /** Where the navigation leads, with its hash (React Router 7.15 and later). */
  readonly url?: URL
}

/** What SvelteKit passes to `load`, as far as a guard reads it. */
export interface SvelteKitLoadEvent {
  /** The URL of the page. */
  readonly url: URL
}

/** What SvelteKit has for the adapter, which imports nothing from it. */
export interface SvelteKitParts {
  /** `error`, from `@sveltejs/kit`. It shows `+error.svelte`, with the status 401 or 403. */
  readonly error: (status: number, body: { readonly message: string }) => never
  /** `navigating`, from `$app/state`. By it a visit is told from a preload. */
  readonly navigating: { readonly to: unknown }
}

/** What Solid Router passes to a route's `preload`, as far as a guard reads it. */
export interface SolidRouterPreload {
  /** Where the navigation leads. */
  readonly location: { readonly pathname: string; readonly search: string; readonly hash: string }
  /** `'initial'`, `'navigate'`, `'native'`, or `'preload'` for a route that is only loaded ahead. */
  readonly intent: string
}

/**
 * For TanStack Router's `beforeLoad`. It adds `user` to the route's context, typed. An error of the guard is
 * shown by the route's `errorComponent`.
 *
 * @example
 * export const requireUser = tanStackBeforeLoad(signedIn)
 * // In a route. TypeScript knows the user where the function has a name, and not where it is made in place.
 * createFileRoute('/orders')({ beforeLoad: requireUser, errorComponent: NotAllowed })
 */
export function tanStackBeforeLoad<User>(
  signedIn: Guard<User>,
): (context: TanStackBeforeLoad) => { user: User } | Promise<{ user: User }> {
  return (context) => then(signedIn(context), (user) => ({ user }))
}

/**
 * For React Router's loaders and actions. `load` is called with the user, and only for somebody who may see
 * the page; without it, the user is the route's data. An error of the guard is shown by the nearest
 * `ErrorBoundary`. After Back from the server's sign-in page the page before stays.
 *
 * @example
 * { path: '/orders', loader: reactRouterLoader(signedIn, ({ request }, user) => loadOrders(user)) }
 */
export function reactRouterLoader<User>(
  signedIn: Guard<User>,
): (args: ReactRouterArgs) => User | Promise<User>
/** With a loader of the app, which is called with the user. */
export function reactRouterLoader<User, Args extends ReactRouterArgs, Data>(
  signedIn: Guard<User>,
  load: (args: Args, user: User) => Data,
): (args: Args) => Data | Promise<Awaited<Data>>
export function reactRouterLoader<User>(
  signedIn: Guard<User>,
  load: (args: ReactRouterArgs, user: User) => unknown = (_, user) => user,
): (args: ReactRouterArgs) => unknown {
  return (args) => then(stayIfLeft(signedIn, args), (user) => load(args, user))
}

/**
 * For React Router's middleware, which guards a route and all routes below it. `hand` gives the user to the
 * loaders below, mostly `(context, user) => context.set(userContext, user)`.
 *
 * @example
 * { path: '/', middleware: [reactRouterMiddleware(signedIn)], children: [] }
 */
export function reactRouterMiddleware<User, Context = unknown>(
  signedIn: Guard<User>,
  hand?: (context: Context, user: User) => void,
): <Result>(
  args: ReactRouterArgs & { readonly context: Context },
  next: () => Promise<Result>,
) => Promise<Result> {
  return async (args, next) => {
    const user = await stayIfLeft(signedIn, args)
    hand?.(args.context, user)
    return next()
  }
}

/**
 * For Vue Router's `beforeEach` or `beforeEnter`. Somebody who may not go there is led to one of `pages`.
 * After Back from the server's sign-in page the page before stays.
 *
 * @example
 * const protect = vueRouterGuard(signedIn, {
 *   signedOut: ({ details }) => ({ name: 'signed-out', query: { returnTo: details.returnTo } }),
 *   forbidden: { name: 'forbidden' },
 * })
 * router.beforeEach((to) => !to.meta.requiresUser || protect(to))
 */
export function vueRouterGuard<User, SignedOutPage, ForbiddenPage>(
  signedIn: Guard<User>,
  pages: GuardPages<SignedOutPage, ForbiddenPage>,
): (to: {
  readonly fullPath: string
  readonly href?: string
}) => true | false | SignedOutPage | ForbiddenPage | Promise<boolean | SignedOutPage | ForbiddenPage> {
  return (to) => outcome(signedIn, to, pages)
}

/**
 * For Angular's `canActivate`, `canActivateChild` and `canMatch`. `pages` is called in the injection context
 * of the guard, once for each navigation, so it can inject the `Router`.
 *
 * @example
 * export const signedInGuard: CanActivateFn = angularGuard(signedIn, () => {
 *   const router = inject(Router)
 *   return {
 *     signedOut: ({ details }) =>
 *       router.createUrlTree(['/signed-out'], { queryParams: { returnTo: details.returnTo } }),
 *     forbidden: () => router.parseUrl('/forbidden'),
 *   }
 * })
 */
export function angularGuard<User, SignedOutPage, ForbiddenPage>(
  signedIn: Guard<User>,
  pages: () => GuardPages<SignedOutPage, ForbiddenPage>,
): (
  route: unknown,
  state: { readonly url: string },
) => boolean | SignedOutPage | ForbiddenPage | Promise<boolean | SignedOutPage | ForbiddenPage> {
  return (_route, state) => outcome(signedIn, state, pages())
}

/**
 * For SvelteKit's `load`, in a `+layout.ts` or `+page.ts` with `export const ssr = false`. It returns
 * `{ user }` as data, or shows `+error.svelte` with the status 401 (signed out) or 403 (forbidden).
 *
 * @example
 * export const load = svelteKitLoad(signedIn, { error, navigating })
 */
export function svelteKitLoad<User>(
  signedIn: Guard<User>,
  { error, navigating }: SvelteKitParts,
): (event: SvelteKitLoadEvent) => { user: User } | Promise<{ user: User }> {
  return ({ url }) => {
    // A preload is not a navigation, and it is for another page than the one in the address bar.
    const ask = !!navigating.to || url.href.replace(/#.*/, '') === pageUrlOf(signedIn).replace(/#.*/, '')
    return recover(
      () => then(signedIn(url, { ask }), (user) => ({ user })),
      (refused) => error(refused.code === 'forbidden' ? 403 : 401, { message: refused.message }),
    )
  }
}

/**
 * For Solid Router's `preload` of a route. The user, or a promise of the user, is the route's `props.data`.
 * An error of the guard is shown by the nearest `ErrorBoundary`.
 *
 * @example
 * <Route path="/orders" preload={solidRouterPreload(signedIn)} component={Orders} />
 * // In Orders: const user = createAsync(() => Promise.resolve(props.data))
 */
export function solidRouterPreload<User>(
  signedIn: Guard<User>,
): (args: SolidRouterPreload) => User | Promise<User> | undefined {
  return (args) => {
    try {
      const user = signedIn(args)
      return user instanceof Promise ? reported(user) : user
    } catch (error) {
      // Nobody shows the error of a preload. The visit asks again.
      if (args.intent === 'preload') return undefined
      return reported(Promise.reject(error))
    }
  }
}

/** Calls `next` at once where the value is there. */
function then<Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next,
): Next | Promise<Awaited<Next>> {
  return value instanceof Promise ? (value.then(next) as Promise<Awaited<Next>>) : next(value)
}

/** Calls `otherwise` for an error of the guard, whether it was thrown or rejected. */
function recover<Result, Other>(
  run: () => Result | Promise<Result>,
  otherwise: (error: GuardError) => Other,
): Result | Other | Promise<Result | Other> {
  const caught = (error: unknown): Other => {
    if (isAuthError(error, 'signed-out') || isAuthError(error, 'forbidden'))
      return otherwise(error as GuardError)
    throw error
  }
  try {
    const result = run()
    return result instanceof Promise ? result.catch(caught) : result
  } catch (error) {
    return caught(error)
  }
}

function outcome<User, SignedOutPage, ForbiddenPage>(
  signedIn: Guard<User>,
  visit: Visit,
  { signedOut, forbidden }: GuardPages<SignedOutPage, ForbiddenPage>,
): boolean | SignedOutPage | ForbiddenPage | Promise<boolean | SignedOutPage | ForbiddenPage> {
  return recover<boolean, boolean | SignedOutPage | ForbiddenPage>(
    () => then(signedIn(visit), () => true),
    (error) => {
      if (stayingAt(error) !== undefined) return false
      return error.code === 'forbidden' ? pageOf(forbidden, error) : pageOf(signedOut, error)
    },
  )
}

function pageOf<Page, E>(page: Page | ((error: E) => Page), error: E): Page {
  return typeof page === 'function' ? (page as (error: E) => Page)(error) : page
}

/** React Router ends a navigation by a redirect only: back to the page that is shown, in its own entry. */
function stayIfLeft<User>(signedIn: Guard<User>, { request, url }: ReactRouterArgs): User | Promise<User> {
  return recover<User, never>(
    () => signedIn(request.url + (url?.hash ?? '')),
    (error) => {
      const here = stayingAt(error)
      if (here === undefined) throw error
      throw new Response(undefined, {
        status: 302,
        headers: { location: here, 'x-remix-replace': 'true' },
      })
    },
  )
}
