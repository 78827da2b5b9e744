import type { TabLock } from '../../effects/tab-lock.js'
import { type AnyAuthError, AuthError, explain, isAuthError, withRawAnswer } from '../../errors.js'
import { defined, own } from '../../own.js'
import { errorCode, failure, refusal } from '../../protocol/failure.js'
import { readEnd, type Tokens } from '../../protocol/grants.js'
import { joinWords } from '../../protocol/join-words.js'
import { request } from '../../protocol/request.js'
import {
  alwaysKept,
  customHeader,
  keptToken,
  type ServerPartSession,
  type ServerPartSignOut,
  shorterUrls,
  shortReturnUrl,
} from '../../protocol/server-part.js'
import { compareRecords, type SessionRecord, type StoredToken } from '../../session/record.js'
import { tokenParameters } from '../api-tokens.js'
import { asAuthError } from '../as-auth-error.js'
import { adopt } from '../callback.js'
import type { LoginOptions, LogoutOptions } from '../client.js'
import { type Context, redirectUriOf } from '../context.js'
import { leaveForSignOut } from '../end-server-session.js'
import { type LoginReturn, loginParameters, type PreparedLogin } from '../login.js'
import { takePendingLogin } from '../pending-logins.js'
import { readReturnedLogin } from '../read-returned-login.js'
import { reconcileSession } from '../reconcile-session.js'
import { safeReturnUrl } from '../return-url.js'
import { hasUnsentSignOut, keepUnsentSignOut } from '../unsent-sign-out.js'
import { formPost } from './exchange.js'
import type { TokenSource } from './token-source.js'

/** The server part owns the login, its callback and the refresh token (RFC 10017, section 6.2). */
export function createMediatedSource<User>(
  context: Context<User>,
  base: string,
  tabLock: TabLock,
): TokenSource {
  const { current, vault, effects, settings, name, signOuts, warn } = context
  /**
   * Stands in the place of the `state` of a login, which the server part keeps. It does not have the form of
   * a `state` of this library (`isLoginState`), so no URL and no frame can name it.
   */
  const stateOfLogin = `server part ${name}`
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs: settings.timeoutMs }

  function post(
    action: string,
    form: Readonly<Record<string, string>> = {},
    deadline?: number,
  ): Promise<Response> {
    const { url, ...init } = formPost({ url: `${base}/${action}`, form }, { [customHeader]: '1' })
    return request(own({ ...network, ...(deadline !== undefined && { deadline }) }), 'server part', url, init)
  }

  async function ask(
    action: 'session' | 'logout',
    form?: Readonly<Record<string, string>>,
  ): Promise<ServerPartSession & ServerPartSignOut> {
    const response = await post(action, form)
    const body = own(await response.json())
    if (response.ok) return body
    // Its log says more than it tells a page.
    const error = errorCode(body.error) || 'an error without a name'
    const refused = new AuthError('configuration', { option: 'server', error, reason: 'server-part' })
    throw withRawAnswer(refused, { body })
  }

  async function prepareLogin(options: LoginOptions, loginReturn?: LoginReturn): Promise<PreparedLogin> {
    if (loginReturn) {
      const reason = 'the server part signs in by leaving this page; call login()'
      throw new AuthError('configuration', { option: 'server', reason })
    }
    const { scope, returnTo } = own(options)
    const here = context.page().url()
    const home = redirectUriOf(context)
    const whole = safeReturnUrl(returnTo ?? here, home)
    const parameters = {
      ...loginParameters(settings, options),
      returnTo: shortReturnUrl(whole) ?? home,
      scope: joinWords(scope),
    }
    // The unsent sign-out is sent first. Otherwise a person who comes back without having signed in would
    // still be signed in by the old cookie.
    if (hasUnsentSignOut(context)) await sendSignOut(false)
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => !!entry[1])
    return {
      url: `${base}/login?${new URLSearchParams(given)}`,
      pending: {
        state: stateOfLogin,
        nonce: '',
        verifier: '',
        client: name,
        startedAt: effects.clock.now(),
        redirectUri: here,
        returnTo: whole,
        scope: parameters.scope,
      },
    }
  }

  /**
   * Asks the server part whose session this browser's cookie belongs to, where this tab has no session or
   * comes back from a login, and shows the answer.
   */
  async function openSession(): Promise<void> {
    const returned = cameFromLogin()
    const afterSignOut = signOuts.beforeLogin()
    let loginError: AnyAuthError | undefined
    for (let question = 1; ; question++) {
      const shown = current.record()
      const stored = (await vault.read().catch(warn)) ?? undefined
      if (stored && !returned) return void (await reconcileSession(context))
      const { session, requestError } = await inquire()
      // The server part tells of a failed login once.
      loginError ??= session && (await loginErrorOf(session))
      // The answer is older than a sign-out that happened meanwhile, so it signs nobody in.
      if (current.session.get().status === 'signed-out') return
      // The answer is older than what another tab has stored meanwhile.
      const changed = !isSameRecord(stored, await vault.read().catch(() => stored))
      if (changed && question < 3) continue

      const serverKnowsSession = session?.signed_in === true
      if (changed || !session || (serverKnowsSession && loginError && stored)) await reconcileSession(context)
      else if (serverKnowsSession) await adoptSession(session, returned, afterSignOut)
      else await endSession(shown, stored, loginError)
      return showTrouble(loginError ?? requestError)
    }
  }

  /**
   * The server part knows of no session. The record is removed by comparison, so that one which another tab
   * has just stored stays.
   */
  async function endSession(
    shown: SessionRecord | undefined,
    stored: SessionRecord | undefined,
    error: AnyAuthError | undefined,
  ): Promise<void> {
    const ended = stored ?? shown
    const isRemoved = !!ended && (await vault.swap(ended, undefined))
    if (!ended) await vault.removeInvalid()
    if (isRemoved && current.record() === shown) current.end(error ? 'failed' : 'expired', error)
    else await reconcileSession(context)
  }

  /** Tells of a login that failed, or of a server part that did not answer. */
  function showTrouble(error: AnyAuthError | undefined): void {
    if (!error) return
    const { status } = current.session.get()
    if (status === 'loading') current.none(error)
    if (status === 'signed-in') current.dispatch({ type: 'login-failed', error })
  }

  async function inquire(): Promise<{
    readonly session?: ServerPartSession
    readonly requestError?: AnyAuthError
  }> {
    try {
      if (hasUnsentSignOut(context)) await sendSignOut(false)
      return { session: await ask('session') }
    } catch (error) {
      return { requestError: await explain(asAuthError(error)) }
    }
  }

  async function loginErrorOf({
    failure: error,
    failure_description: description,
  }: ServerPartSession): Promise<AnyAuthError | undefined> {
    if (error === undefined) return undefined
    return explain(refusal('login-refused', { body: { error, error_description: description } }))
  }

  async function adoptSession(
    session: ServerPartSession,
    returned: boolean,
    afterSignOut: number,
  ): Promise<void> {
    const { claims, renewable = false, expires_in } = session
    const login = {
      afterSignOut,
      claims: { ...claims },
      tokens: own({ '': tokenOf(session) }),
      // A token without an expiry counts as renewable, since the server part forgets it only once an API has
      // refused it.
      renewable: renewable || expires_in === undefined,
    }
    await adopt(context, login, { how: returned ? 'login' : 'restored', revoke }).catch((error) => {
      if (!isAuthError(error, 'signed-out')) throw error
    })
  }

  async function exchange(record: SessionRecord, tokenKey: string, deadline: number): Promise<Tokens> {
    const { resource, scope } = tokenParameters(settings, record, tokenKey)
    const held = record.tokens['']?.value
    // Where the server part keeps the tokens, one placeholder stands for the tokens of all APIs.
    const isKept = held?.startsWith(keptToken)
    const wanted = isKept ? {} : { ...(resource && { resource }), ...(scope && { scope }) }
    const response = await post('token', { ...(held && { stale_token: held }), ...wanted }, deadline)
    const session = own(await response.json())
    const { signed_in: isSignedIn, claims, error } = session
    const { status } = response
    if (!response.ok || error !== undefined) {
      throw failure(session, effects.clock.now(), {
        secrets: [held],
        endpoint: 'server part',
        status,
        renewal: true,
      })
    }
    // Only the server part's own `signed_in: false` ends the session. Any other answer says nothing about the
    // session.
    if (isSignedIn === false) throw new AuthError('grant-refused', { error: 'invalid_grant' })
    const accessToken = tokenOf(session)
    if (isSignedIn !== true || !accessToken.receivedAt) {
      throw new AuthError('invalid-response', { endpoint: 'server part', problem: 'malformed', status })
    }
    if (claims && record.claims.sub && own(claims).sub !== record.claims.sub) {
      throw new AuthError('id-token-rejected', { claim: 'sub' })
    }
    return own({ accessToken, ...(claims && { claims }) })
  }

  function tokenOf(session: ServerPartSession): StoredToken {
    const { access_token: value, expires_in: seconds, scope = '' } = session
    const granted = joinWords(scope).split(' ').filter(Boolean)
    const answeredAt = effects.clock.now()
    const endsAt = readEnd(own({ ...session }), answeredAt)
    // The server part has no token that is good now, or none that can stand in a header. The token stored for
    // it has expired, so that the next use renews it.
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      return defined<StoredToken>({ value: 'none', scope: granted, receivedAt: 0, expiresInMs: 0, endsAt })
    }
    const expiresInMs = Number.isFinite(seconds) ? Math.max(Number(seconds), 0) * 1000 : undefined
    return defined<StoredToken>({ value, scope: granted, receivedAt: answeredAt, expiresInMs, endsAt })
  }

  function cameFromLogin(): boolean {
    try {
      const login = takePendingLogin(effects.storage.tab, stateOfLogin, name)
      if (!login || login === 'foreign') return false
      // A return URL that is too long for the server part's cookie was kept in this tab.
      const { returnTo, scope } = login
      context.logins.returned = readReturnedLogin(context, login, new URLSearchParams())
      const home = redirectUriOf(context)
      const page = context.page()
      const isLong = returnTo.length + scope.length > alwaysKept
      const isCut = isLong && [...shorterUrls(returnTo), home].includes(page.url())
      if (isCut) page.replace(safeReturnUrl(returnTo, home))
      return true
    } catch {
      // Storage is blocked. The server part still knows who is signed in.
      return false
    }
  }

  /**
   * Deletes the cookie, under the lock of the renewals: the answer to a renewal that arrived after the
   * sign-out would bring the cookie back. Resolves to the URL of the provider's own sign-out.
   */
  async function sendSignOut(everywhere: boolean): Promise<string | undefined> {
    const form = everywhere ? { everywhere: '1', state: signOuts.state() } : { everywhere: '0' }
    const wasUnsent = hasUnsentSignOut(context)
    try {
      return await tabLock.runAlone(async (lockLost) => {
        // A page that was frozen when it got the lock is told in a later task that another page has taken the
        // lock. Somebody may have signed in there since, whose cookie must stay.
        await context.page().nextTask()
        lockLost.throwIfAborted()
        // Another page has sent it while this one waited.
        if (!everywhere && wasUnsent && !hasUnsentSignOut(context)) return undefined
        const { location, revocation } = await ask('logout', form)
        lockLost.throwIfAborted()
        keepUnsentSignOut(context, false)
        if (revocation) await warn(new AuthError('revocation-refused', {}))
        return location
      })
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error
      throw new AuthError('timeout', { endpoint: 'sign-out, in a page that was frozen,' })
    }
  }

  async function signOut(
    _: SessionRecord | undefined,
    { everywhere = true }: LogoutOptions,
  ): Promise<boolean> {
    try {
      const location = await sendSignOut(everywhere)
      return !!location && (await leaveForSignOut(context, location))
    } catch (error) {
      await warn(error)
      return false
    }
  }

  /** The server part revokes the grant when it is told of the sign-out, so there is nothing to do here. */
  async function revoke(): Promise<void> {}

  return {
    prepareLogin,
    async accept() {
      throw new AuthError('callback-rejected', { reason: 'unknown-state' })
    },
    openSession,
    prepareExchange: async () => exchange,
    revoke,
    signOut,
  }
}

function isSameRecord(a: SessionRecord | undefined, b: SessionRecord | undefined): boolean {
  return a && b ? !compareRecords(a, b) : a === b
}
