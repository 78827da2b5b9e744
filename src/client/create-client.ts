import { createTurns } from '../effects/turns.js'
import { ownScript } from '../error-details.js'
import { AuthError, explain, explained } from '../errors.js'
import { createAuthFetch } from '../fetch/auth-fetch.js'
import { createAuthorize } from '../fetch/authorize.js'
import type { AuthFetchDeps, StepUpChallenge } from '../fetch/call.js'
import { findTarget, readTargets, type Target } from '../fetch/targets.js'
import { own } from '../own.js'
import { joinWords } from '../protocol/join-words.js'
import type { RawAnswer } from '../protocol/raw-answer.js'
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
import type { AccessTokenOptions, Client, LoginOptions, LogoutOptions, StartOptions } from './client.js'
import { type ClientInternals, keepInternals } from './client-internals.js'
import { createContext } from './context.js'
import { createRedirectLogin } from './login.js'
import type { ClientOptions } from './options.js'
import { reconcileSession } from './reconcile-session.js'
import { createDirectSource } from './sources/direct.js'
import type { TokenSource } from './sources/token-source.js'
import { start } from './start.js'
import type { Answer } from './take-answer.js'
import { hasSessionCookie, keepUnsentSignOut } from './unsent-sign-out.js'
import { waitForReturn } from './wait-for-return.js'
import { changed, signedOutMessage, watch } from './watch.js'

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
  const { effects, name, current, vault, prover, signOuts, channel, warn } = context
  const { clock, lock, page } = effects
  const turns = createTurns({
    clock,
    lock,
    name,
    longestTaskMs: settings.timeoutMs,
    post: (message) => channel.now?.post(message),
  })
  const tokens = createSessionTokens({
    ...context,
    clock,
    turns,
    timeoutMs: settings.timeoutMs,
    prepareExchange: async (record) => (await source()).prepareExchange(record),
    revoke: ({ accessToken, ...others }) => void revoke({ tokens: { '': accessToken }, ...others }),
    tabIsKnown,
    pageStays: () => page?.stays(),
    reconcile: async () => void (await reconcileSession(context)),
    announce,
  })
  const redirectLogin = createRedirectLogin(context, async (options) =>
    (await source()).prepareLogin(options),
  )
  let loading: Promise<TokenSource> | undefined
  let started: Promise<Session<User>> | undefined
  let isStarting = false
  let isClosed = false
  let tab: ClaimedTab | undefined
  let stopWatching: (() => void) | undefined
  let signingOut: Promise<unknown> | undefined
  let targets: readonly Target[] | undefined

  function source(): Promise<TokenSource> {
    loading ??= loadSource().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }

  async function loadSource(): Promise<TokenSource> {
    if (!settings.server) return createDirectSource(context)
    const { createServerPartSource } = await import('./sources/server-part.js').catch(() => {
      throw new AuthError('network', { endpoint: ownScript })
    })
    return createServerPartSource(context, turns)
  }

  async function revoke(grant: Parameters<TokenSource['revoke']>[0]): Promise<void> {
    await (await source()).revoke(grant)
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
    stopWatching ??= watch(context, { page, tokens, turns, revoke, abandonLogin, tab: () => tab })
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
    if (!loading) return
    watchSession()
    // The page may have been in the back/forward cache meanwhile.
    tab?.hold()
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
      : { token: '' }
    if (!target) throw new AuthError('configuration', { option: 'apis', reason: `unlisted: ${resource}` })
    return narrowedTokenKey(target.token, scope)
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
    await signingOut
    watchSession()
    return redirectLogin.login(options)
  }

  async function signOut(options: LogoutOptions): Promise<void> {
    let over = (_?: unknown): void => {}
    const before = signingOut
    // The promise is set before any listener is told of the sign-out, since a listener may call `login()`.
    signingOut = new Promise((done) => {
      over = done
    })
    try {
      if (await forgetAndLeave(options)) over(waitForReturn(effects))
    } catch (error) {
      await warn(error)
      throw asAuthError(error)
    } finally {
      // An earlier sign-out may still be on its way to the server, and then this one is over only when that
      // one is.
      over(before)
    }
  }

  async function forgetAndLeave(options: LogoutOptions): Promise<boolean> {
    const shown = current.record()
    // The session ends once, since a listener may call `logout()` while it is told of the end.
    if (current.session.get().status !== 'signed-out') current.end('logout')
    const number = signOuts.add(shown)
    // At once: whatever happens to this page from here on, the next one takes the cookie away.
    if (hasSessionCookie(context)) keepUnsentSignOut(context, true)
    const forgotten = (await vault.take()) ?? shown
    await prover?.forget(forgotten?.jkt)
    watchSession()
    channel.now?.post(signedOutMessage(number))
    return (await source()).signOut(forgotten, options)
  }

  async function stepUp(challenge: StepUpChallenge, raw: RawAnswer): Promise<void> {
    const { onChallenge, scopeText } = settings
    const { scope, acrValues, maxAge } = challenge
    const wanted = {
      // The login asks for the old and the new scopes, since a login for the new ones alone would lose the
      // others.
      scope: joinWords(current.record()?.requestedScope ?? scopeText, scope).split(' '),
      ...(acrValues && { acrValues }),
      ...(maxAge !== undefined && { maxAge }),
    }
    if (onChallenge) {
      const asking = await import('./step-up.js').catch(() => undefined)
      if (await asking?.askToStepUp(inside, onChallenge, challenge, raw, wanted)) return
    }
    throw new AuthError('step-up-required', wanted)
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
    stepUp,
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
    logout: (options) => reported(explained(signOut(own(options)))),
    accessToken,
    fetch: (input, init) => explained(authFetch(input, init)),
  }
  const inside: ClientInternals<User> = {
    context,
    source,
    token,
    renew: tokens.renewNow,
    login: redirectLogin.login,
    isApi: (url) => !!fetchDeps.find(url),
    authorize,
  }
  return keepInternals(client, inside)
}
