import { createTabLock } from '../effects/tab-lock.js'
import { AuthError, explain, explained } from '../errors.js'
import { createAuthFetch } from '../fetch/auth-fetch.js'
import { createAuthorize } from '../fetch/authorize.js'
import type { AuthFetchDeps } from '../fetch/call.js'
import { findTarget, readTargets, type Target } from '../fetch/targets.js'
import { own } from '../own.js'
import { reported } from '../reported.js'
import { ownerOf } from '../session/owner.js'
import type { Claims, StoredToken } from '../session/record.js'
import type { Session } from '../session/state.js'
import { createSessionTokens, type TokenRequest } from '../session/tokens.js'
import { narrowedTokenKey } from './api-tokens.js'
import { asAuthError } from './as-auth-error.js'
import { tellReturn } from './callback.js'
import { checkOptions } from './check-options.js'
import { type ClaimedTab, claimTab } from './claim-tab.js'
import type { AccessTokenOptions, Client, LoginOptions, StartOptions } from './client.js'
import { type ClientInternals, keepInternals } from './client-internals.js'
import { createContext } from './context.js'
import { createRedirectLogin } from './login.js'
import { createLogout } from './logout.js'
import type { ClientOptions } from './options.js'
import { createSourceLoader } from './sources/load-source.js'
import type { TokenSource } from './sources/token-source.js'
import { start } from './start.js'
import { stepUp } from './step-up.js'
import { syncWithStorage } from './sync-with-storage.js'
import type { Answer } from './take-answer.js'
import { changed, watch } from './watch.js'

/**
 * Makes a client. It does nothing until `start()`, `login()` or the first call, so it may stand at module
 * scope and be imported on a server.
 *
 * @throws {AuthError} `configuration`, for an option that cannot work.
 * @example
 * const auth = createClient({
 *   issuer: 'https://login.example.com',
 *   clientId: 'my-spa',
 *   apis: ['https://api.example.com'],
 * })
 */
export function createClient<User = Claims>(options: ClientOptions<User>): Client<User> {
  const settings = checkOptions(options)
  const context = createContext(settings)
  const { effects, name, current, prover, channel, warn } = context
  const { clock, lock, page } = effects
  const tabLock = createTabLock({
    clock,
    lock,
    name,
    askAfterMs: settings.timeoutMs,
    post: (message) => channel.now?.post(message),
  })
  const loadSource = createSourceLoader(context, tabLock)
  const tokens = createSessionTokens(context, {
    clock,
    timeoutMs: settings.timeoutMs,
    tabLock,
    prepareExchange: async (record) => (await source()).prepareExchange(record),
    revoke: ({ accessToken, ...others }) => revoke({ tokens: { '': accessToken }, ...others }),
    tabIsKnown,
    pageStays: () => page?.stays(),
    sync: () => syncWithStorage(context),
    announce,
  })
  const redirectLogin = createRedirectLogin(context, async (options) =>
    (await source()).prepareLogin(options),
  )
  const { logout, signOutUnderWay } = createLogout(context, source, watchSession)
  let started: Promise<Session<User>> | undefined
  let isStarting = false
  let isClosed = false
  let isUsed = false
  let tab: ClaimedTab | undefined
  let stopWatching: (() => void) | undefined
  let targets: readonly Target[] | undefined

  function source(): Promise<TokenSource> {
    isUsed = true
    return loadSource()
  }

  /** Nobody waits for it. */
  function revoke(grant: Parameters<TokenSource['revoke']>[0]): void {
    source()
      .then((tokenSource) => tokenSource.revoke(grant))
      .catch(warn)
  }

  function announce(): void {
    channel.now?.post(changed)
  }

  /**
   * With `remember: 'tab'`: resolves when it is known whether this tab may use the refresh token in its
   * storage, or is a copy of another tab.
   */
  function tabIsKnown(): Promise<void> | undefined {
    if (settings.remember === 'tab') tab ??= claimTab(context)
    return tab?.done
  }

  function watchSession(): void {
    if (!page || isClosed) return
    const { abandonLogin } = redirectLogin
    stopWatching ??= watch(context, { page, tokens, tabLock, revoke, abandonLogin, tab: () => tab })
  }

  /** Makes the session of this page, and watches it from then on. */
  async function openSession(answer: Answer | undefined): Promise<void> {
    tabIsKnown()?.catch(warn)
    watchSession()
    await (await source()).openSession(answer)
    // The app is told only now that nobody is signed in, since it may then leave for a login at once.
    if (current.session.get().status === 'loading') current.none()
    tokens.renewAhead({ visible: false })
  }

  function startOnce(options?: StartOptions): Promise<Session<User>> {
    started ??= run(own(options))
    return started
  }

  async function run(options: StartOptions): Promise<Session<User>> {
    isStarting = true
    try {
      if (page)
        await start({ context, page, openSession, token: tokens.get, login: redirectLogin.login }, options)
    } catch (thrown) {
      const error = await explain(asAuthError(thrown))
      if (current.record()) current.end('failed', error)
      else current.none(error)
    }
    isStarting = false
    // The client was closed meanwhile and not started again, so the next `start()` begins anew.
    if (isClosed) started = undefined
    return current.session.get()
  }

  function open(): void {
    if (!isClosed) return
    isClosed = false
    // A client that never did anything has nothing to watch yet.
    if (!isUsed) return
    watchSession()
    // The page may have been in the back/forward cache meanwhile.
    tab?.reclaim()
  }

  function close(): void {
    isClosed = true
    // A start that is under way goes on, and the next `start()` returns its promise, since an answer to a
    // login can be taken only once.
    if (!isStarting) started = undefined
    stopWatching?.()
    stopWatching = undefined
  }

  function token(request: TokenRequest): Promise<StoredToken> {
    return current.session.get().status === 'loading'
      ? startOnce().then(() => tokens.get(request))
      : tokens.get(request)
  }

  function allTargets(): readonly Target[] {
    targets ??= readTargets(settings.apis, context.page().url())
    return targets
  }

  function tokenKeyOf(resource: string | undefined, scope: AccessTokenOptions['scope']): string {
    const target = resource
      ? allTargets().find((candidate) => candidate.resource === resource)
      : { tokenKey: '' }
    if (!target) throw new AuthError('configuration', { option: 'apis', reason: `unlisted: ${resource}` })
    return narrowedTokenKey(target.tokenKey, scope)
  }

  function accessToken(options?: AccessTokenOptions): Promise<string> {
    const fresh = !options && tokens.fresh()
    if (fresh) return fresh
    try {
      const { resource, scope, ...request } = own(options)
      const tokenRequest = own({ ...request, tokenKey: tokenKeyOf(resource, scope) })
      return explained(token(tokenRequest).then(({ value }) => value))
    } catch (error) {
      return explained(Promise.reject(error))
    }
  }

  async function signIn(options: LoginOptions | undefined): Promise<never> {
    // An app that calls `login()` whenever nobody is signed in must not cut off the way to the server's own
    // sign-out.
    await signOutUnderWay()
    watchSession()
    return redirectLogin.login(options)
  }

  const fetchDeps: AuthFetchDeps = {
    fetch: effects.fetch,
    find: (url) => findTarget(allTargets(), url),
    otherUrls: settings.otherUrls ?? 'refuse',
    prover,
    token,
    person: () => {
      const record = current.record()
      return record && ownerOf(record)
    },
    stepUp: (challenge, raw) => stepUp(internals, challenge, raw),
    warn,
  }
  const authorize = createAuthorize(fetchDeps)
  const authFetch = createAuthFetch(fetchDeps, authorize)
  const client: Client<User> = {
    session: current.session,
    start(options) {
      open()
      const { onReturn } = own(options)
      if (onReturn) {
        context.logins.onReturn = onReturn
        tellReturn(context)
      }
      return startOnce(options)
    },
    close,
    login: (options) => reported(explained(signIn(options))),
    logout: (options) => reported(explained(logout(own(options)))),
    accessToken,
    fetch: (input, init) => explained(authFetch(input, init)),
  }
  const internals: ClientInternals<User> = {
    context,
    source,
    token,
    renew: tokens.renewNow,
    login: redirectLogin.login,
    logout,
    isApi: (url) => !!fetchDeps.find(url),
    authorize,
  }
  return keepInternals(client, internals)
}
