import type { TabLock } from '../../effects/tab-lock.js'
import { AuthError } from '../../errors.js'
import { own } from '../../own.js'
import { failure } from '../../protocol/failure.js'
import type { Tokens } from '../../protocol/grants.js'
import { joinWords } from '../../protocol/join-words.js'
import { alwaysKept, keptToken, shorterUrls, shortReturnUrl } from '../../protocol/server-part.js'
import type { SessionRecord } from '../../session/record.js'
import { tokenParameters } from '../api-tokens.js'
import type { LoginOptions, LogoutOptions } from '../client.js'
import { type Context, redirectUriOf } from '../context.js'
import { leaveForSignOut } from '../end-server-session.js'
import { type LoginReturn, loginParameters, type PreparedLogin } from '../login.js'
import { takePendingLogin } from '../pending-logins.js'
import { readReturnedLogin } from '../read-returned-login.js'
import { safeReturnUrl } from '../return-url.js'
import { openCookieSession } from './open-cookie-session.js'
import { createServerPartRequests, readServerPartToken } from './server-part-requests.js'
import type { TokenSource } from './token-source.js'

// A server part is the part of an app that runs on its server (`hallpass/server`). In the modes `mediated`
// and `proxy` it signs the person in, and keeps the refresh token in a cookie that no script can read: RFC
// 10017 calls them a token-mediating backend (section 6.2) and a backend for frontend (section 6.1). This
// file is the page's side of both. The page never sees the authorization server's answer to a login, nor a
// refresh token: it asks the server part who is signed in, and for a good access token. In the mode `proxy`
// that token is a placeholder.

/** Tokens from a server part that signs people in, and keeps their sessions in its cookie. */
export function createMediatedSource<User>(
  context: Context<User>,
  base: string,
  tabLock: TabLock,
): TokenSource {
  const { effects, settings, name, warn } = context
  const requests = createServerPartRequests(context, base, tabLock)
  /**
   * Stands in the place of the `state` of a login, which the server part keeps. It does not have the form of
   * a `state` of this library (`isLoginState`), so no URL and no frame can name it.
   */
  const stateOfLogin = `server part ${name}`

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
    // Otherwise a person who comes back without having signed in would still be signed in by the old cookie.
    await requests.sendUnsentSignOut()
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

  /** Takes the login that `prepareLogin` began, and restores a return URL that the server part had to cut. */
  function takeLogin(): boolean {
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

  async function exchange(record: SessionRecord, tokenKey: string, deadline: number): Promise<Tokens> {
    const { resource, scope } = tokenParameters(settings, record, tokenKey)
    const held = record.tokens['']?.value
    // Where the server part keeps the tokens, one placeholder stands for the tokens of all APIs.
    const isKept = held?.startsWith(keptToken)
    const wanted = isKept ? {} : { ...(resource && { resource }), ...(scope && { scope }) }
    const response = await requests.token({ ...(held && { stale_token: held }), ...wanted }, deadline)
    const session = own(await response.json())
    const { signed_in: isSignedIn, claims, error } = session
    const { status } = response
    // The provider's refusal of the grant, which the server part passes on, ends the session as it would
    // without a server part (`judgeRenewal`).
    if (!response.ok || error !== undefined) {
      throw failure(session, effects.clock.now(), {
        secrets: [held],
        endpoint: 'server part',
        status,
        renewal: true,
      })
    }
    // The cookie is gone. An answer that says neither `true` nor `false` says nothing about the session.
    if (isSignedIn === false) throw new AuthError('grant-refused', { error: 'invalid_grant' })
    const accessToken = readServerPartToken(session, effects.clock.now())
    if (isSignedIn !== true || !accessToken.receivedAt) {
      throw new AuthError('invalid-response', { endpoint: 'server part', problem: 'malformed', status })
    }
    if (claims && record.claims.sub && own(claims).sub !== record.claims.sub) {
      throw new AuthError('id-token-rejected', { claim: 'sub' })
    }
    return own({ accessToken, ...(claims && { claims }) })
  }

  async function signOut(
    _: SessionRecord | undefined,
    { everywhere = true }: LogoutOptions,
  ): Promise<boolean> {
    try {
      const location = await requests.signOut(everywhere)
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
    openSession: () => openCookieSession(context, requests, { isBackFromLogin: takeLogin(), revoke }),
    prepareExchange: async () => exchange,
    revoke,
    signOut,
  }
}
