import { type AnyAuthError, AuthError, explain, isAuthError } from '../errors.js'
import { defined, own } from '../own.js'
import { authorizationParameters, createLoginSecrets, withParameters } from '../protocol/authorization.js'
import { joinWords } from '../protocol/join-words.js'
import { request } from '../protocol/request.js'
import { loginAudience, resourceParameters } from './api-tokens.js'
import { asAuthError } from './as-auth-error.js'
import { checkMaxAge, checkParameters } from './check-parameters.js'
import type { LoginOptions } from './client.js'
import { type Context, redirectUriOf } from './context.js'
import { stopLoop } from './login-loop.js'
import { loginStatePrefix } from './login-state.js'
import type { ClientOptions } from './options.js'
import { abandonPendingLogins, type PendingLogin, savePendingLogin } from './pending-logins.js'
import { safeReturnUrl } from './return-url.js'
import { leavesWithinMs } from './wait-for-return.js'

export interface RedirectLogin {
  /**
   * `automatic`: nobody clicked for this login. A second call while the page is leaving returns the first
   * call's promise.
   */
  login(options?: LoginOptions, automatic?: boolean): Promise<never>
  /**
   * To be called when the page has come back from the page that it left for, so that it is no longer leaving.
   */
  abandonLogin(): void
}

export function createRedirectLogin<User>(
  context: Context<User>,
  prepare: (options: LoginOptions) => Promise<PreparedLogin>,
): RedirectLogin {
  const { current, effects, logins } = context
  let leaving:
    | {
        readonly done: Promise<never>
        readonly stop: (error: AnyAuthError) => void
        /** The URL of the history entry that the server's page takes the place of. */
        replaces?: string
      }
    | undefined

  async function leave(options: LoginOptions, automatic: boolean): Promise<void> {
    const page = context.page()
    const { tab } = effects.storage
    // With `prompt=none` the server shows no page, so a login in a frame can succeed.
    const { prompt } = own(loginParameters(context.settings, options))
    if (page.frame?.() !== undefined && prompt !== 'none') throw new AuthError('framed', { page: 'login' })
    if (automatic || page.activation()?.isActive === false) stopLoop(tab, effects.clock.now(), context.name)
    current.dispatch({ type: 'login-started', via: 'redirect' })
    const { url, pending } = await prepare(options)
    const { state } = own(options)
    // What JSON cannot hold is refused here, and not mistaken for a storage that refuses.
    if (state !== undefined) JSON.stringify(state)
    try {
      savePendingLogin(tab, state === undefined ? pending : { ...pending, appState: state })
    } catch {
      throw new AuthError('storage', { area: 'login' })
    }
    // Back from the server's page then leads to the page before, as after a redirect by a server, and not to
    // a page that leaves for the server again.
    const here = page.url()
    const replaces = automatic && pending.returnTo === here
    page.leave(url, replaces)
    const mine = leaving
    if (mine && replaces) mine.replaces = here
    effects.clock.after(leavesWithinMs, () => leaving === mine && abandon())
  }

  function abandon(): void {
    leaving?.stop(new AuthError('login-abandoned', {}))
  }

  return {
    abandonLogin() {
      const page = context.page()
      // The entry of this URL is gone, and the person came back to the one before. Firefox restores the page
      // with the URL that is gone, where a router had changed it, and loads the right one.
      if (leaving?.replaces === page.url()) return page.reload()
      try {
        abandonPendingLogins(effects.storage.tab, context.name)
      } catch {
        // Storage is blocked, so no login of this tab is known.
      }
      void abandon()
    },
    login(options = {}, automatic = false) {
      if (leaving) return leaving.done
      let stop = (_: AnyAuthError): void => {}
      const done = new Promise<never>((_, reject) => {
        stop = (error) => {
          // A login is stopped only once, since another one may have begun since.
          if (leaving?.done !== done) return
          leaving = undefined
          const abandoned = isAuthError(error, 'login-abandoned')
          // Before any listener is told, since a listener may ask a guard at once.
          logins.blockedBy = abandoned ? 'left' : 'failed'
          current.dispatch(abandoned ? { type: 'login-abandoned' } : { type: 'login-failed', error })
          reject(error)
        }
      })
      leaving = { done, stop }
      leave(options, automatic).catch(async (error) => stop(await explain(asAuthError(error))))
      return done
    },
  }
}

/**
 * The parameters of a login besides those that the library sets itself. The client's `params` give way to the
 * login's `params`, and these to the login's options.
 *
 * @throws {AuthError} `configuration`, for a parameter that is not allowed, and for a `maxAge` that is no
 * whole number.
 */
export function loginParameters(
  settings: Pick<ClientOptions<never>, 'params'>,
  options: LoginOptions,
): Readonly<Record<string, string>> {
  const { prompt, loginHint, acrValues, maxAge, uiLocales, params } = own(options)
  checkMaxAge(maxAge)
  const given = {
    prompt,
    login_hint: loginHint,
    acr_values: acrValues && joinWords(acrValues),
    max_age: maxAge?.toString(),
    ui_locales: uiLocales && joinWords(uiLocales),
  }
  const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const all = { ...settings.params, ...params, ...Object.fromEntries(named) }
  checkParameters(all)
  return own(all)
}

export interface PreparedLogin {
  /** The URL to leave for. */
  readonly url: string
  readonly pending: PendingLogin
}

/** Where a login in a window or frame of its own comes back to, and how its `state` begins. */
export interface LoginReturn {
  readonly redirectUri?: string | undefined
  readonly statePrefix?: string
}

/** Makes the authorization request of a login, and the pending login that its answer is checked against. */
export async function prepareLogin<User>(
  context: Context<User>,
  options: LoginOptions,
  loginReturn?: LoginReturn,
): Promise<PreparedLogin> {
  const { settings, effects, name, prover } = context
  const { redirectUri = redirectUriOf(context), statePrefix = loginStatePrefix } = own(loginReturn)
  const page = context.page()
  const { scope: askedScope, returnTo = page.url() } = own(options)
  const asked = loginParameters(settings, options)
  const { max_age: maxAge } = asked
  // PKCE needs WebCrypto, which a page without https: does not have. The redirect URI has to be on this
  // origin, whose sessionStorage keeps the pending login.
  const reason = !globalThis.crypto?.subtle
    ? 'insecure-page'
    : new URL(redirectUri).origin !== new URL(page.url()).origin && `other-origin: ${redirectUri}`
  if (reason) throw new AuthError('configuration', { reason })
  const afterSignOut = context.signOuts.beforeLogin()
  const deps = await context.protocolDeps()
  const { server } = deps
  const jkt = await prover?.createKey(server)
  const secrets = createLoginSecrets(statePrefix)
  const scope = joinWords(askedScope ?? settings.scopeText)
  const { dialect } = settings
  const ofClient = {
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    dpop_jkt: jkt,
    response_mode: deps.signatures?.responseMode,
  }
  const standard = await authorizationParameters(
    secrets,
    scope,
    { audience: loginAudience(settings), ...asked, ...ofClient },
    dialect,
  )
  const parameters = [
    ...Object.entries(dialect?.authorization?.(standard) ?? standard),
    ...resourceParameters(settings),
  ]
  const pushed =
    (settings.pushed ?? server.require_pushed_authorization_requests) &&
    (await import('../protocol/pushed.js'))
  return {
    url: withParameters(
      server.authorization_endpoint,
      pushed ? await pushed.pushAuthorization(deps, parameters, jkt, request) : parameters,
    ),
    pending: defined<PendingLogin>({
      ...secrets,
      client: name,
      startedAt: effects.clock.now(),
      afterSignOut,
      redirectUri,
      returnTo: safeReturnUrl(returnTo, redirectUri),
      scope,
      maxAge: maxAge ? Number(maxAge) : undefined,
      jkt,
    }),
  }
}
