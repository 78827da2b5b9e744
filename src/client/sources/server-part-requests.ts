import type { TabLock } from '../../effects/tab-lock.js'
import { AuthError, withRawAnswer } from '../../errors.js'
import { defined, own } from '../../own.js'
import { errorCode } from '../../protocol/failure.js'
import { readEnd } from '../../protocol/grants.js'
import { joinWords } from '../../protocol/join-words.js'
import { request } from '../../protocol/request.js'
import { customHeader, type ServerPartSession, type ServerPartSignOut } from '../../protocol/server-part.js'
import type { StoredToken } from '../../session/record.js'
import type { Context } from '../context.js'
import { unsentSignOutKey } from '../unsent-sign-out.js'
import { formPost } from './exchange.js'

/** What a page asks of a server part that keeps the session in its cookie. */
export interface ServerPartRequests {
  /** Whose session does the cookie of this browser belong to? */
  session(): Promise<ServerPartSession>
  /** Asks for a good access token. The deadline is a time of `clock.elapsed()`. */
  token(form: Readonly<Record<string, string>>, deadline: number): Promise<Response>
  /**
   * Has the server part delete its cookie and revoke the grant. With `everywhere` it resolves to the URL of
   * the provider's own sign-out, where the provider has one.
   */
  signOut(everywhere: boolean): Promise<string | undefined>
  /** Sends the sign-out that has not reached the server part yet, where there is one. */
  sendUnsentSignOut(): Promise<void>
}

export function createServerPartRequests<User>(
  context: Context<User>,
  base: string,
  tabLock: TabLock,
): ServerPartRequests {
  const { effects, settings, name, signOuts, warn } = context
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs: settings.timeoutMs }
  const unsentKey = unsentSignOutKey(name)

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

  /** `false` where storage is blocked. */
  function hasUnsentSignOut(): boolean {
    try {
      return effects.storage.browser.get(unsentKey) !== undefined
    } catch {
      return false
    }
  }

  function forgetUnsentSignOut(): void {
    try {
      effects.storage.browser.delete(unsentKey)
    } catch {
      // Storage is blocked, so nothing was remembered.
    }
  }

  async function signOut(everywhere: boolean): Promise<string | undefined> {
    const form = everywhere ? { everywhere: '1', state: signOuts.state() } : { everywhere: '0' }
    const wasUnsent = hasUnsentSignOut()
    try {
      // Under the lock of the renewals, since the answer to a renewal that arrived after the sign-out would
      // bring the cookie back.
      const { location, revocation } = await tabLock.runAlone(async (lockLost) => {
        // A page that was frozen when it got the lock is told in a later task that another page has taken the
        // lock. Somebody may have signed in there since, whose cookie must stay.
        await context.page().nextTask()
        lockLost.throwIfAborted()
        const isSentByAnotherPage = wasUnsent && !hasUnsentSignOut()
        if (isSentByAnotherPage && !everywhere) return {}
        const answer: ServerPartSignOut = await ask('logout', form)
        // A later sign-out of another page may be unsent by now.
        lockLost.throwIfAborted()
        forgetUnsentSignOut()
        return answer
      })
      if (revocation) await warn(new AuthError('revocation-refused', {}))
      return location
    } catch (error) {
      // An `AbortError`: another page has taken the lock.
      if ((error as Error).name !== 'AbortError') throw error
      throw new AuthError('timeout', { endpoint: 'sign-out, in a page that was frozen,' })
    }
  }

  return {
    session: () => ask('session'),
    token: (form, deadline) => post('token', form, deadline),
    signOut,
    async sendUnsentSignOut() {
      if (hasUnsentSignOut()) await signOut(false)
    },
  }
}

/** The access token of an answer of the server part, which arrived just now. */
export function readServerPartToken(session: ServerPartSession, answeredAt: number): StoredToken {
  const { access_token: value, expires_in: seconds, scope = '' } = session
  const granted = joinWords(scope).split(' ').filter(Boolean)
  const endsAt = readEnd(own({ ...session }), answeredAt)
  // The server part has no token that is good now, or none that can stand in a header. The token stored for
  // it has expired, so that the next use renews it.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    return defined<StoredToken>({ value: 'none', scope: granted, receivedAt: 0, expiresInMs: 0, endsAt })
  }
  const expiresInMs = Number.isFinite(seconds) ? Math.max(Number(seconds), 0) * 1000 : undefined
  return defined<StoredToken>({ value, scope: granted, receivedAt: answeredAt, expiresInMs, endsAt })
}
