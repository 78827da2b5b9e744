import { type AuthError, explained, isAuthError } from '../../errors.js'
import { own } from '../../own.js'
import type { Dialect } from '../../protocol/dialect.js'
import {
  customHeader,
  keptToken,
  longestReturnUrl,
  type ServerPartSession,
  type SignedOutThere,
  shortReturnUrl,
} from '../../protocol/server-part.js'
import { words } from '../../protocol/words.js'
import type { StoredToken } from '../../session/record.js'
import type { LoginOptions } from '../client.js'
import { type Context, redirectUriOf, type ServerContext } from '../context.js'
import type { Engine } from '../engine.js'
import type { OtherWay } from '../login.js'
import { type PendingLogin, takePendingLogin } from '../pending-logins.js'
import { safeReturnUrl } from '../return-url.js'
import { signOutBefore, signOutState } from '../sign-out-mark.js'
import type { DirectEngine } from './direct-engine.js'
import { formPost } from './exchange.js'

/**
 * The server part owns the login, the callback and the refresh token (RFC 10017, section 6.2); everything else is as ever. To renewals it is a token
 * endpoint with a dialect of its own, so that they stay one at a time in all tabs, and nothing here can renew a session without its cookie.
 */
export function createMediatedEngine<User>(
  shell: Context<User>,
  base: string,
  { adopt, createEngine, leaveForSignOut, loginParameters, look, refusal, request }: DirectEngine,
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
      settings: own({
        ...others,
        // Without a revocation endpoint: only a sign-out tells the server part, and it tells the provider.
        issuer: own({
          issuer: settings.issuerName,
          authorization_endpoint: `${base}/login`,
          token_endpoint: `${base}/token`,
        }),
        dialect: dialect(),
      }),
    },
    { prepare, arrive },
  )

  async function ask(
    action: string,
    form: Readonly<Record<string, string>> = {},
  ): Promise<ServerPartSession & SignedOutThere> {
    const { url, ...init } = formPost({ url: `${base}/${action}`, form }, { [customHeader]: '1' })
    const response = await request(network, 'server part', url, init)
    const body = own(await response.json())
    if (response.ok) return body
    const { serverPartRefusal } = await import('../../protocol/failure.js')
    throw await serverPartRefusal(body)
  }

  function dialect(): Dialect {
    return own<Dialect>({
      request({ form: asked }) {
        const { resource, scope } = own(asked)
        const worn = current.record()?.tokens['']?.value
        // Where the server part keeps the tokens there is one for all APIs.
        const kept = worn?.startsWith(keptToken)
        const more = { ...(resource && { resource }), ...(scope && { scope }) }
        return formPost(
          { url: `${base}/token`, form: { ...(worn && { worn }), ...(!kept && more) } },
          { [customHeader]: '1' },
        )
      },
      parseToken: (answer) =>
        answer.signed_in === true
          ? { ...answer }
          : // Its own word, and nothing less: what else answers in its place has said nothing about the session.
            answer.signed_in === false
            ? { error: 'invalid_grant' }
            : answer,
      parseTokenUser: ({ claims }) => claims as ServerPartSession['claims'],
    })
  }

  async function prepare(
    _context: Context<User>,
    options: LoginOptions,
    otherWay?: OtherWay,
  ): Promise<{ readonly request: string; readonly pending: PendingLogin }> {
    if (otherWay) {
      throw await explained('configuration', {
        option: 'server',
        reason: 'the server part signs in by leaving this page; call login()',
      })
    }
    const { scope, returnTo } = own(options)
    const here = shell.page().url()
    const home = redirectUriOf(shell)
    const whole = safeReturnUrl(returnTo ?? here, home)
    const said = {
      ...loginParameters(settings, options),
      returnTo: shortReturnUrl(whole) ?? home,
      scope: words(scope),
    }
    // Else who comes back without having signed in would be who has signed out.
    if (owesSignOut()) await signOutThere(false)
    const given = Object.entries(said).filter((entry): entry is [string, string] => !!entry[1])
    const startedAt = effects.clock.now()
    const secrets = { state: leftFor, nonce: '', verifier: '' }
    return {
      request: `${base}/login?${new URLSearchParams(given)}`,
      pending: { ...secrets, client: name, startedAt, redirectUri: here, returnTo: whole, scope: said.scope },
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
      return stored ? current.end(trouble ? 'failed' : 'never', trouble) : current.none(trouble)
    }
    if (trouble) current.dispatch({ type: 'login-failed', error: trouble })
  }

  async function inquire(): Promise<{ readonly session?: ServerPartSession; readonly trouble?: AuthError }> {
    try {
      if (owesSignOut()) await signOutThere(false)
      const session = await ask('session')
      const { failure: error, failure_description: description } = session
      if (error === undefined) return { session }
      return { session, trouble: await refusal('login-refused', error, description) }
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
    const { claims, renewable = false, expires_in } = session
    const login = {
      after,
      claims: { ...claims },
      tokens: { '': tokenOf(session) },
      // A token without an end is asked about only once an API has refused it, and then the server part has
      // to forget it.
      renewable: renewable || expires_in === undefined,
    }
    await adopt(context, login, fromLogin ? 'login' : 'restored')
  }

  function tokenOf({ access_token: value, expires_in, scope = '' }: ServerPartSession): StoredToken {
    const expiresInMs = expires_in === undefined ? undefined : expires_in * 1000
    const words = scope.split(' ').filter(Boolean)
    // The server part has none that is good now: the next use renews.
    if (value === undefined) return { value: 'gone', scope: words, receivedAt: 0, expiresInMs: 0 }
    return { value, scope: words, receivedAt: effects.clock.now(), ...(expiresInMs !== undefined && { expiresInMs }) }
  }

  function cameFromLogin(): boolean {
    try {
      const login = takePendingLogin(effects.storage.tab, leftFor, name)
      if (!login || login === 'foreign') return false
      // What is too long for a cookie has stayed in this tab.
      const { returnTo } = login
      const home = redirectUriOf(shell)
      const isCut = returnTo.length > longestReturnUrl && (shortReturnUrl(returnTo) ?? home) === shell.page().url()
      if (isCut) shell.page().replace(safeReturnUrl(returnTo, home))
      return true
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
    const form = everywhere ? { everywhere: '1', state: signOutState(shell) } : { everywhere: '0' }
    const { location, revocation } = await engine.inTurn(() => ask('logout', form))
    oweSignOut(false)
    if (revocation) warn(await explained('revocation-refused', {}))
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
        return !!location && (await leaveForSignOut(shell, location))
      } catch (error) {
        warn(error as AuthError)
        return false
      }
    },
  }
}
