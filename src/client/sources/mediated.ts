import type { Turns } from '../../effects/turns.js'
import { AuthError, explain, isAuthError } from '../../errors.js'
import { own } from '../../own.js'
import { failure, refusal, serverPartRefusal } from '../../protocol/failure.js'
import type { Tokens } from '../../protocol/grants.js'
import { request } from '../../protocol/request.js'
import {
  customHeader,
  keptToken,
  longestReturnUrl,
  type ServerPartSession,
  type SignedOutThere,
  shortReturnUrl,
} from '../../protocol/server-part.js'
import { words } from '../../protocol/words.js'
import type { SessionRecord, StoredToken } from '../../session/record.js'
import { tokenParameters } from '../api-tokens.js'
import { asAuthError } from '../as-auth-error.js'
import { adopt } from '../callback.js'
import type { LoginOptions, LogoutOptions } from '../client.js'
import { type Context, redirectUriOf } from '../context.js'
import { loginParameters, type OtherWay, type PreparedLogin } from '../login.js'
import { leaveForSignOut } from '../logout.js'
import { takePendingLogin } from '../pending-logins.js'
import { reconcileSession } from '../reconcile-session.js'
import { safeReturnUrl } from '../return-url.js'
import { hasUnsentSignOut, keepUnsentSignOut } from '../unsent-sign-out.js'
import { formPost } from './exchange.js'
import type { TokenSource } from './token-source.js'

/** The server part owns the login, its callback and the refresh token (RFC 10017, section 6.2). */
export function createMediatedSource<User>(context: Context<User>, base: string, turns: Turns): TokenSource {
  const { current, vault, effects, settings, name, signOuts, warn } = context
  /** In the place of a `state`: a login that has left this tab for the server part, which keeps the real one. No URL can say a lone surrogate. */
  const leftFor = `\ud800 ${name}`
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs: settings.timeoutMs }

  function post(action: string, form: Readonly<Record<string, string>> = {}, deadline?: number): Promise<Response> {
    const { url, ...init } = formPost({ url: `${base}/${action}`, form }, { [customHeader]: '1' })
    return request(own({ ...network, ...(deadline !== undefined && { deadline }) }), 'server part', url, init)
  }

  async function ask(
    action: 'session' | 'logout',
    form?: Readonly<Record<string, string>>,
  ): Promise<ServerPartSession & SignedOutThere> {
    const response = await post(action, form)
    const body = own(await response.json())
    if (response.ok) return body
    throw serverPartRefusal(body)
  }

  async function prepareLogin(options: LoginOptions, otherWay?: OtherWay): Promise<PreparedLogin> {
    if (otherWay) {
      const reason = 'the server part signs in by leaving this page; call login()'
      throw new AuthError('configuration', { option: 'server', reason })
    }
    const { scope, returnTo } = own(options)
    const here = context.page().url()
    const home = redirectUriOf(context)
    const whole = safeReturnUrl(returnTo ?? here, home)
    const said = {
      ...loginParameters(settings, options),
      returnTo: shortReturnUrl(whole) ?? home,
      scope: words(scope),
    }
    // Otherwise a person who comes back without having signed in would be the one who signed out.
    if (hasUnsentSignOut(context)) await sendSignOut(false)
    const given = Object.entries(said).filter((entry): entry is [string, string] => !!entry[1])
    return {
      request: `${base}/login?${new URLSearchParams(given)}`,
      pending: {
        state: leftFor,
        nonce: '',
        verifier: '',
        client: name,
        startedAt: effects.clock.now(),
        redirectUri: here,
        returnTo: whole,
        scope: said.scope,
      },
    }
  }

  /** Asks the server part whom this browser's cookie belongs to, where this tab has no session or comes back from a login. */
  async function arrive(): Promise<void> {
    const returned = cameFromLogin()
    const afterSignOut = signOuts.beforeLogin()
    const stored = (await vault.read().catch(warn)) ?? undefined
    if (stored && !returned) return void (await reconcileSession(context))
    const { session, trouble } = await inquire()
    // Somebody who signed out meanwhile is not signed in by an answer to an earlier question.
    if (current.session.get().status === 'signed-out') return
    const isSignedIn = session?.signed_in
    // Whoever was signed in still is, when a login failed or the server part does not answer.
    if (isSignedIn && !(trouble && stored)) {
      await adoptSession(session, returned, afterSignOut).catch((error) => {
        if (!isAuthError(error, 'signed-out')) throw error
      })
    } else if (stored && (isSignedIn || !session)) await reconcileSession(context)
    else {
      await vault.take()
      return stored ? current.end(trouble ? 'failed' : 'never', trouble) : current.none(trouble)
    }
    if (trouble) current.dispatch({ type: 'login-failed', error: trouble })
  }

  async function inquire(): Promise<{ readonly session?: ServerPartSession; readonly trouble?: AuthError }> {
    try {
      if (hasUnsentSignOut(context)) await sendSignOut(false)
      const session = await ask('session')
      const { failure: error, failure_description: description } = session
      if (error === undefined) return { session }
      return { session, trouble: await explain(refusal('login-refused', error, description)) }
    } catch (error) {
      return { trouble: await explain(asAuthError(error)) }
    }
  }

  async function adoptSession(session: ServerPartSession, returned: boolean, afterSignOut: number): Promise<void> {
    const { claims, renewable = false, expires_in } = session
    const login = {
      afterSignOut,
      claims: { ...claims },
      tokens: own({ '': tokenOf(session) }),
      // The server part forgets a token without an end only once an API has refused it.
      renewable: renewable || expires_in === undefined,
    }
    await adopt(context, login, returned ? 'login' : 'restored')
  }

  async function exchange(record: SessionRecord, tokenKey: string, deadline: number): Promise<Tokens> {
    const { resource, scope } = tokenParameters(settings, record, tokenKey)
    const held = record.tokens['']?.value
    // Where the server part keeps the tokens there is one for all APIs.
    const isKept = held?.startsWith(keptToken)
    const wanted = isKept ? {} : { ...(resource && { resource }), ...(scope && { scope }) }
    const response = await post('token', { ...(held && { worn: held }), ...wanted }, deadline)
    const session = own(await response.json())
    const { signed_in: isSignedIn, claims, error } = session
    const { status } = response
    if (!response.ok || error !== undefined) {
      throw failure(session, effects.clock.now(), { secrets: [held], endpoint: 'server part', status, renewal: true })
    }
    // Its own word, and nothing less: what else answers in its place has said nothing about the session.
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

  function tokenOf({ access_token: value, expires_in: seconds, scope = '' }: ServerPartSession): StoredToken {
    const granted = words(scope).split(' ').filter(Boolean)
    // The server part has no token that is good now, or none that can stand in a header: the next use renews.
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      return own<StoredToken>({ value: 'none', scope: granted, receivedAt: 0, expiresInMs: 0 })
    }
    const expiresInMs = Number.isFinite(seconds) ? Math.max(Number(seconds), 0) * 1000 : undefined
    const receivedAt = effects.clock.now()
    return own<StoredToken>({ value, scope: granted, receivedAt, ...(expiresInMs !== undefined && { expiresInMs }) })
  }

  function cameFromLogin(): boolean {
    try {
      const login = takePendingLogin(effects.storage.tab, leftFor, name)
      if (!login || login === 'foreign') return false
      // A URL that is too long for a cookie has stayed in this tab.
      const { returnTo } = login
      const home = redirectUriOf(context)
      const page = context.page()
      const isCut = returnTo.length > longestReturnUrl && (shortReturnUrl(returnTo) ?? home) === page.url()
      if (isCut) page.replace(safeReturnUrl(returnTo, home))
      return true
    } catch {
      // Storage is blocked: the server part knows.
      return false
    }
  }

  /** In turn with renewals: the answer to a renewal that came after this would bring the cookie back. */
  async function sendSignOut(everywhere: boolean): Promise<string | undefined> {
    const form = everywhere ? { everywhere: '1', state: signOuts.state() } : { everywhere: '0' }
    const { location, revocation } = await turns.runAlone(() => ask('logout', form))
    keepUnsentSignOut(context, false)
    if (revocation) await warn(new AuthError('revocation-refused', {}))
    return location
  }

  async function signOut(_: SessionRecord | undefined, { everywhere = true }: LogoutOptions): Promise<boolean> {
    try {
      const location = await sendSignOut(everywhere)
      return !!location && (await leaveForSignOut(context, location))
    } catch (error) {
      await warn(error)
      return false
    }
  }

  return {
    prepareLogin,
    async accept() {
      throw new AuthError('callback-rejected', { reason: 'unknown-state' })
    },
    arrive,
    prepareExchange: async () => exchange,
    // Only a sign-out tells the server part, and it tells the provider.
    async revoke() {},
    signOut,
  }
}
