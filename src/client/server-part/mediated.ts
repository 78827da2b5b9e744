import { type AuthError, explained, isAuthError } from '../../errors.js'
import type { Dialect } from '../../protocol/dialect.js'
import { customHeader, keptToken, type ServerPartSession } from '../../protocol/server-part.js'
import { words } from '../../protocol/words.js'
import type { StoredToken } from '../../session/record.js'
import type { LoginOptions } from '../client.js'
import { type Context, redirectUriOf, type ServerContext } from '../context.js'
import type { Engine } from '../engine.js'
import type { OtherWay } from '../login.js'
import { type PendingLogin, takePendingLogin } from '../pending-logins.js'
import { safeReturnUrl, withoutAnswer } from '../return-url.js'
import { signOutBefore } from '../sign-out-mark.js'
import type { DirectEngine } from './direct-engine.js'
import { formPost } from './exchange.js'

/**
 * The server part owns the login, the callback and the refresh token (RFC 10017, section 6.2); everything else is as ever. To renewals it is a token
 * endpoint with a dialect of its own, so that they stay one at a time in all tabs, and nothing here can renew a session without its cookie.
 */
export function createMediatedEngine<User>(
  shell: Context<User>,
  base: string,
  { adopt, createEngine, look, refusal, request }: DirectEngine,
): Engine {
  const { current, vault, effects, settings, name, channel, warn } = shell
  const { profile: _, ...others } = settings
  const owed = `${name} sign-out-owed`
  // In the place of a state: a login that has left this tab for the server part, which keeps the real one. No URL can say a lone surrogate.
  const leftFor = `\ud800 ${name}`
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs: settings.timeoutMs }
  const engine = createEngine(
    {
      ...shell,
      settings: {
        ...others,
        // Without a revocation endpoint: only a sign-out tells the server part, and it tells the provider.
        issuer: {
          issuer: settings.issuerName,
          authorization_endpoint: `${base}/login`,
          token_endpoint: `${base}/token`,
        },
        dialect: dialect(),
      },
    },
    { prepare, arrive },
  )

  async function ask(
    action: string,
    form: Readonly<Record<string, string>> = {},
  ): Promise<ServerPartSession & { location?: string }> {
    const { url, ...init } = formPost({ url: `${base}/${action}`, form }, { [customHeader]: '1' })
    const response = await request(network, 'server part', url, init)
    const body = await response.json()
    if (response.ok) return body
    const { error, error_description: description } = body
    throw await explained('configuration', { option: 'server', error: `${error}`, description: `${description}` })
  }

  function dialect(): Dialect {
    return {
      request({ form: { resource, scope } }) {
        const worn = current.record()?.tokens['']?.value
        const kept = worn === keptToken
        const form = { ...(worn && !kept && { worn }), ...(resource && { resource }), ...(scope && { scope }) }
        return formPost(
          { url: `${base}/${kept ? 'session' : 'token'}`, form: kept ? {} : form },
          { [customHeader]: '1' },
        )
      },
      parseToken: (answer) =>
        answer.signed_in === true
          ? { ...answer, access_token: answer.access_token ?? keptToken, token_type: 'Bearer' }
          : // Its own word, and nothing less: what else answers in its place has said nothing about the session.
            answer.signed_in === false
            ? { error: 'invalid_grant' }
            : answer,
      parseTokenUser: ({ claims }) => claims as ServerPartSession['claims'],
    }
  }

  async function prepare(
    _context: Context<User>,
    { prompt, loginHint, acrValues, maxAge, uiLocales, scope, params, returnTo }: LoginOptions,
    otherWay?: OtherWay,
  ): Promise<{ readonly request: string; readonly pending: PendingLogin }> {
    if (otherWay) {
      throw await explained('configuration', {
        option: 'server',
        reason: 'the server part signs in by leaving this page; call login()',
      })
    }
    const here = shell.page().url()
    const said = {
      returnTo: safeReturnUrl(returnTo ?? withoutAnswer(new URL(here)), redirectUriOf(shell)),
      ...params,
      prompt,
      login_hint: loginHint,
      acr_values: words(acrValues),
      max_age: maxAge?.toString(),
      ui_locales: words(uiLocales),
      scope: words(scope),
    }
    // Else who comes back without having signed in would be who has signed out.
    if (owesSignOut()) await signOutThere(false)
    const given = Object.entries(said).filter((entry): entry is [string, string] => !!entry[1])
    const startedAt = effects.clock.now()
    const secrets = { state: leftFor, nonce: '', verifier: '' }
    return {
      request: `${base}/login?${new URLSearchParams(given)}`,
      pending: { ...secrets, client: name, startedAt, redirectUri: here, returnTo: said.returnTo, scope: said.scope },
    }
  }

  /** What this browser's cookie says, where this tab has nothing of its own, or comes back from a login. */
  async function arrive(context: ServerContext<User>): Promise<void> {
    const returned = cameFromLogin()
    const after = signOutBefore(context)
    const stored = await vault.read().catch(warn)
    if (stored && !returned) return look(context)
    const { session, trouble } = await inquire()
    // Who signed out meanwhile is not signed in by what was asked before.
    if (current.session.get().status === 'signed-out') return
    const signedIn = session?.signed_in
    // Whoever was signed in still is, when a login went wrong or nobody answers.
    if (signedIn && !(trouble && stored)) {
      await accept(context, session, returned, after).catch((error) => {
        if (!isAuthError(error, 'signed-out')) throw error
      })
    } else if (stored && (signedIn || !session)) await look(context)
    else {
      await vault.take()
      return current.end(trouble ? 'failed' : 'never', trouble)
    }
    if (trouble) current.dispatch({ type: 'login-failed', error: trouble })
  }

  async function inquire(): Promise<{ readonly session?: ServerPartSession; readonly trouble?: AuthError }> {
    try {
      if (owesSignOut()) await signOutThere(false)
      const session = await ask('session')
      const { failure: error } = session
      if (error === undefined) return { session }
      return { session, trouble: await refusal('login-refused', error) }
    } catch (error) {
      return { trouble: error as AuthError }
    }
  }

  async function accept(
    context: ServerContext<User>,
    session: ServerPartSession,
    fromLogin: boolean,
    after: number,
  ): Promise<void> {
    const { claims, renewable = false, mode } = session
    const login = {
      after,
      claims: { sub: '', ...claims },
      tokens: { '': tokenOf(session) },
      // The server part renews, and the cookie may live as long as this page.
      renewable: renewable || mode === 'proxy',
    }
    await adopt(context, login, fromLogin ? 'login' : 'restored')
  }

  function tokenOf({ access_token: value = keptToken, expires_in, scope = '', mode }: ServerPartSession): StoredToken {
    const expiresInMs = expires_in === undefined ? undefined : expires_in * 1000
    // The server part has none that is good now: the next use renews.
    const gone = value === keptToken && mode !== 'proxy'
    return {
      value: gone ? 'gone' : value,
      scope: scope.split(' ').filter(Boolean),
      receivedAt: gone ? 0 : effects.clock.now(),
      ...(gone ? { expiresInMs: 0 } : expiresInMs !== undefined && mode !== 'proxy' && { expiresInMs }),
    }
  }

  function cameFromLogin(): boolean {
    try {
      const login = takePendingLogin(effects.storage.tab, leftFor, name)
      return !!login && login !== 'foreign'
    } catch {
      // Blocked: the server part knows.
      return false
    }
  }

  function owesSignOut(): boolean {
    try {
      return effects.storage.browser.get(owed) !== undefined
    } catch {
      return false
    }
  }

  function oweSignOut(owes: boolean): void {
    try {
      if (owes) effects.storage.browser.set(owed, '1')
      else effects.storage.browser.delete(owed)
    } catch {
      // Blocked: only what is told now is told.
    }
  }

  /** In turn with renewals: an answer to one that came after this would bring the cookie back. */
  async function signOutThere(everywhere: boolean): Promise<string | undefined> {
    const { location } = await engine.inTurn(() => ask('logout', { everywhere: everywhere ? '1' : '0' }))
    oweSignOut(false)
    return location
  }

  return {
    ...engine,
    // The server part takes the answers of its provider: one in this page's URL is not from there.
    begin: () => engine.begin(undefined),
    async logout(_forgotten, { everywhere = true }) {
      channel.now?.post('look')
      try {
        // Only the server part can take the cookie away. Should it not be reached now, the next page tells it first.
        oweSignOut(true)
        const location = await signOutThere(everywhere)
        if (location) shell.page().leave(location)
        return !!location
      } catch (error) {
        warn(error as AuthError)
        return false
      }
    },
  }
}
