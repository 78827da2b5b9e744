import type { LoginOptions, NoLoginReason, Readable, Session } from 'hallpass'
import { whyNoLogin } from '../client/automatic-login.js'
import { type ClientInternals, internalsOf } from '../client/client-internals.js'
import type { Context } from '../client/context.js'
import { safeReturnUrl } from '../client/return-url.js'
import type { Page } from '../effects/effects.js'
import { AuthError } from '../errors.js'
import { own } from '../own.js'
import { ownerOf } from '../session/owner.js'
import { readVisit, type Visit } from './visit.js'

/** What a guard needs of a client: one of `createClient`, or several providers of `createClients`. */
export interface GuardedClient<User> {
  /** Who is signed in. */
  readonly session: Readable<Session<User>>
  /** Finishes a login or restores the session; the guard calls it. */
  start(): Promise<unknown>
}

/** The options of `guard()`. */
export interface GuardOptions<User> {
  /**
   * May this person see the page? Called with the user who is signed in. Where it returns `false`, the guard
   * throws `forbidden`, and nobody is sent to sign in. Default: everybody who is signed in may.
   */
  readonly allow?: (user: User) => boolean
  /**
   * What stands before a route's path in the address bar: the router's base path, as
   * `import.meta.env.BASE_URL` has it, or `'/#'` for a hash router. Where a location has it already, it is
   * not added. Default: `'/'`.
   */
  readonly base?: string
  /**
   * Where a login comes back to: a URL on this origin, or a function of the URL that was wanted. Default:
   * that URL, with its query and its hash.
   */
  readonly returnTo?: string | ((url: string) => string)
  /** What the login asks for, as in `login()`. */
  readonly login?: Omit<LoginOptions, 'returnTo'>
}

/** The options of one call of a guard. */
export interface AskOptions {
  /**
   * `false`: nobody is sent to sign in, since this is no visit; the guard throws `signed-out` with the reason
   * `preload`. Default: `true`, except for what says itself that it is a preload.
   */
  readonly ask?: boolean
  /** @internal No click asked for this: the session has changed. */
  readonly unasked?: boolean
}

/**
 * Says who may go where: returns the user, or throws. A promise where the answer is not known yet; it rejects
 * with what would be thrown.
 */
export type Guard<User> = (visit: Visit, options?: AskOptions) => User | Promise<User>

/**
 * Makes a guard for the routes that need somebody to be signed in. It works with every router: it takes a
 * location, a `Request`, a `URL`, a string, or what Vue Router, TanStack Router, SvelteKit, Angular and Solid
 * Router pass.
 *
 * - Somebody is signed in: it returns the user. Where the session is known, as it is when a page is reloaded,
 *   it returns at once and no promise, so that nothing is rendered twice.
 * - `allow` says no: it throws an `AuthError` with the code `forbidden`.
 * - Nobody is signed in: it leaves for the login, which comes back to the URL that was wanted, and its
 *   promise does not settle. It does not leave after a sign-out, after a login that was left or refused, for
 *   a preload, nor a third time within 30 seconds. Then it throws `signed-out`: `details.noLogin` says why,
 *   and `details.returnTo` is for the `login()` of a button. A click on another guarded link counts as asking
 *   again, except after a sign-out.
 *
 * It calls `start()`, and waits for it where it has to. On a server, where there is no page, it throws
 * `configuration`.
 *
 * @throws {TypeError} for a client that neither `createClient` nor `createClients` has made.
 * @example
 * const signedIn = guard(auth)
 * const admin = guard(auth, { allow: (user) => user.roles.includes('admin') })
 * const routes = [{ path: '/orders', loader: ({ request }) => signedIn(request) }]
 */
export function guard<User>(auth: GuardedClient<User>, options: GuardOptions<User> = {}): Guard<User> {
  const { inside, hasChoice } = clientOf(auth)
  const { allow, base = '/', returnTo, login } = own(options)
  const { context } = inside

  function urlToReturnTo(url: string): string {
    const wanted = typeof returnTo === 'function' ? returnTo(url) : (returnTo ?? url)
    return safeReturnUrl(wanted, new URL('/', context.page().url()).href)
  }

  function decide(url: string, isVisit: boolean, clicked: boolean, unasked = false): User | Promise<User> {
    const session = auth.session.get()
    if (session.status === 'signed-in') {
      if (allow && !allow(session.user)) throw new AuthError('forbidden', {}, forbiddenText)
      return session.user
    }
    // A login in a window of its own, or one that leaves this page, is under way.
    if (session.status !== 'signed-out')
      return changeOf(auth.session, session).then(() => decide(url, isVisit, false))
    const whole = urlToReturnTo(url)
    const noLogin = isVisit ? whyNot(clicked, unasked) : 'preload'
    if (noLogin) throw signedOut(noLogin, whole)
    return inside.login({ ...login, returnTo: whole }, true).catch(() => {
      // The session has the error, and somebody else may have signed in meanwhile.
      if (auth.session.get().status === 'signed-in') return decide(url, isVisit, false)
      const { blockedBy: hold = 'failed' } = context.logins
      const error = signedOut(hold, whole)
      const here = context.page().url()
      if (hold === 'left' && url !== here) staying.set(error, base.includes('#') ? hashPathOf(here) : here)
      throw error
    })
  }

  function whyNot(clicked: boolean, unasked: boolean): NoLoginReason | undefined {
    const reason = whyNoLogin(context, clicked ? 'click' : 'router') ?? (hasChoice ? 'choice' : undefined)
    return reason ?? (unasked && endedUnderUse(auth, context.page()) ? 'ended' : undefined)
  }

  const signedIn: Guard<User> = (visit, options) => {
    const { ask = true, unasked = false } = own(options)
    const page = context.page()
    const { url, isPreload } = readVisit(visit, base, page.url())
    const isVisit = ask && !isPreload
    // A remembered session is shown before `start()` first waits.
    const starting = auth.session.get().status === 'loading' && auth.start()
    // The page that was loaded is shown without a click. The address bar does not tell a click from that,
    // since some routers change it before they ask.
    const clicked = !unasked && page.activation()?.isActive === true && url !== context.logins.loadedUrl
    const answer = (): User | Promise<User> => {
      // From the next task on, a visit to the page that was loaded may be a click, too.
      if (isVisit) void page.nextTask().then(() => delete context.logins.loadedUrl)
      return decide(url, isVisit, clicked, unasked)
    }
    return starting && auth.session.get().status === 'loading' ? starting.then(answer) : answer()
  }
  pages.set(signedIn, () => context.page().url())
  return signedIn
}

/**
 * Has the session ended by itself (the server ended it, or it could not be renewed) under a page that a
 * person has used? They may have typed something there. A page that nobody has touched has nothing to lose,
 * and leaves for the login at once; but not while it is hidden, or all tabs would leave together.
 */
export function endedUnderUse(
  { session }: Pick<GuardedClient<unknown>, 'session'>,
  { activation, visible }: Pick<Page, 'activation' | 'visible'>,
): boolean {
  const now = session.get()
  const endedByItself = now.status === 'signed-out' && /^(expired|revoked|failed)$/.test(now.reason)
  return endedByItself && (!visible() || activation()?.hasBeenActive !== false)
}

const staying = /* @__PURE__ */ new WeakMap<object, string>()

/**
 * Did the person come back from the server's sign-in page, to a page that had wanted to go elsewhere? Then it
 * is to stay as it was: returns its URL, or for a hash router its path.
 */
export function stayingAt(error: object): string | undefined {
  return staying.get(error)
}

/**
 * The path in the fragment of a URL, with one slash at its beginning, so that no router takes it for the URL
 * of another host.
 */
function hashPathOf(url: string): string {
  return url.replace(/^[^#]*#?[/\\]*/, '/')
}

const pages = /* @__PURE__ */ new WeakMap<object, () => string>()

/** The URL in the address bar of the page that a guard belongs to. */
export function pageUrlOf(signedIn: object): string {
  return pages.get(signedIn)?.() ?? location.href
}

/**
 * The user, for loaders and actions below a guarded route: typed as the user, and thrown for where nobody is
 * signed in. It never leaves for a login. It returns at once where the session is known, and a promise where
 * `start()` has to be waited for. Throws, or rejects with, `signed-out`.
 *
 * @example
 * const user = await signedInUser(auth)
 */
export function signedInUser<User>(auth: GuardedClient<User>): User | Promise<User> {
  const read = (): User => {
    const session = auth.session.get()
    if (session.status === 'signed-in') return session.user
    throw new AuthError('signed-out', {}, nobodyText)
  }
  const starting = auth.session.get().status === 'loading' && auth.start()
  return starting && auth.session.get().status === 'loading' ? starting.then(read) : read()
}

/** The client whose rules decide: of several providers any, since none of them signs in without a click. */
function clientOf<User>(auth: GuardedClient<User>): {
  readonly inside: ClientInternals<User>
  readonly hasChoice: boolean
} {
  const { clients } = auth as { readonly clients?: Readonly<Record<string, GuardedClient<User>>> }
  const [client = auth] = Object.values(clients ?? {})
  return {
    inside: internalsOf(client as Parameters<typeof internalsOf<User>>[0]),
    hasChoice: client !== auth,
  }
}

/** Who is signed in, by something that stays the same when tokens are renewed. */
export function personOf<User>(auth: GuardedClient<User>): string | undefined {
  const { provider } = auth.session.get() as { readonly provider?: string }
  const record = contextOf(auth).current.record()
  return record && `${provider ?? ''} ${ownerOf(record)}`
}

/** The context of the client that somebody is signed in with; of several where nobody is, any of them. */
export function contextOf<User>(auth: GuardedClient<User>): Context<User> {
  const { clients } = auth as { readonly clients?: Readonly<Record<string, GuardedClient<User>>> }
  const { provider = '' } = auth.session.get() as { readonly provider?: string }
  const client = clients?.[provider]
  return client ? clientOf(client).inside.context : clientOf(auth).inside.context
}

function changeOf<Value>(store: Readable<Value>, now: Value): Promise<void> {
  return new Promise((changed) => {
    const stop = store.subscribe((value) => {
      if (value === now) return
      changed()
      // The listener may be called before `subscribe` has returned.
      queueMicrotask(() => stop())
    })
  })
}

const nobodyText = 'Nobody is signed in. Sign in, with login().'
const forbiddenText =
  "This person may not see this page: the guard's 'allow' said no. Show a page that says so. " +
  "login({ prompt: 'login' }) is for another account."

const whyTexts: { readonly [Why in NoLoginReason]: string } = {
  preload: 'this page is only loaded ahead of a visit',
  logout: 'somebody has just signed out, in this tab or in another one',
  left: 'the last login in this tab was left without an answer (Back, Cancel)',
  refused: 'the last login was refused; the session has the error',
  failed: 'the page could not leave for a login; the session has the error',
  ended: 'the session ended by itself under a page that the person has used',
  choice: 'there are several providers, and the person has to choose one',
}

function signedOut(noLogin: NoLoginReason, returnTo: string): AuthError<'signed-out'> {
  const text =
    `Nobody is signed in, and the guard did not leave for a login: ${whyTexts[noLogin]}. ` +
    'Show a page with a button that calls login({ returnTo: error.details.returnTo }).'
  return new AuthError('signed-out', own({ noLogin, returnTo }), text)
}
