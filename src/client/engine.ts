import type { AuthError } from '../errors.js'
import { refusal } from '../protocol/failure.js'
import { request } from '../protocol/request.js'
import type { SessionRecord } from '../session/record.js'
import type { Renewal } from '../session/renewal.js'
import type { Answer } from './answer.js'
import { asAuthError } from './as-auth-error.js'
import { acceptAnswer, adopt, finishLogin } from './callback.js'
import type { LoginOptions, LogoutOptions } from './client.js'
import type { Context, ServerContext } from './context.js'
import { createLogin, type Leaving, loginParameters, type OtherWay, prepareLogin } from './login.js'
import { endServerSession, leaveForSignOut, revokeGrant } from './logout.js'
import { look } from './look.js'
import { createRenewals } from './renewal.js'
import { createServerMetadata } from './server-metadata.js'
import { watch } from './watch.js'

/**
 * Everything that talks to the authorization server or watches the world. A page that restores its session shows it, and calls its API, before
 * this has been loaded.
 */
export interface Engine
  extends Pick<Leaving, 'login'>,
    Pick<Renewal, 'renew' | 'inTurn'>,
    Pick<ServerContext<unknown>, 'grant'> {
  /** A login that leaves by another way than this page. */
  prepare(options: LoginOptions, way: OtherWay): ReturnType<typeof prepareLogin>
  accept(answer: Answer): Promise<unknown>
  /** Makes the answer to a login a session; or, without one, what is stored. */
  begin(answer: Answer | undefined): Promise<void>
  /**
   * Tells the other tabs and the server that this browser has forgotten the session. Resolves to `true` when the page leaves for the server's own
   * sign-out.
   */
  logout(forgotten: SessionRecord | undefined, options: LogoutOptions): Promise<boolean>
  /** Ends at the server what has ended here already. */
  discard(record: SessionRecord): void
  /** Keeps the session what it is in storage, in the other tabs, and in time, until `close()`. A second call changes nothing. */
  watch(): void
  close(): void
}

// For the engine of a server part.
export { adopt, leaveForSignOut, loginParameters, look, refusal, request }

/** What is otherwise where tokens come from elsewhere. */
export interface OtherSource<User> {
  readonly prepare: typeof prepareLogin<User>
  /** Makes the session of a page that is no answer to a login. */
  readonly arrive: (context: ServerContext<User>) => Promise<void>
}

export function createEngine<User>(
  shell: Context<User>,
  { prepare, arrive }: OtherSource<User> = { prepare: prepareLogin, arrive: look },
): Engine {
  const { current, effects, channel, settings, prover } = shell
  const { clientId, issuer, timeoutMs, dialect } = settings
  const network = { fetch: effects.fetch, clock: effects.clock, timeoutMs }
  const server = createServerMetadata(issuer, effects.storage.browser, network, dialect?.acceptsEndpoint)
  const context: ServerContext<User> = {
    ...shell,
    grant: async () => ({ server: await server(), clientId, network, dialect, prover }),
  }
  const renewals = createRenewals(context)
  const prepareTyped: typeof prepare = (...given) => prepare(...given).catch(fail)
  const { login, cameBack } = createLogin(context, prepareTyped)
  const { page } = effects
  let stop: (() => void) | undefined

  const isLoading = (): boolean => current.session.get().status === 'loading'

  async function fail(error: unknown): Promise<never> {
    throw await asAuthError(error)
  }

  // Whoever was signed in still is: an answer that was used already is often a reload, or the back button.
  async function notSignedIn(error: AuthError): Promise<void> {
    await look(context)
    if (current.record() || isLoading()) current.dispatch({ type: 'login-failed', error })
  }

  return {
    login,
    grant: context.grant,
    prepare: (options, way) => prepareTyped(context, options, way),
    accept: (answer) => acceptAnswer(context, answer).catch(fail),
    renew: renewals.renew,
    inTurn: renewals.inTurn,
    async begin(answer) {
      renewals.claim()?.catch(context.warn)
      await (answer ? finishLogin(context, answer).catch(fail).catch(notSignedIn) : arrive(context).catch(fail))
      // Not before: who is told that nobody is signed in may leave for a login.
      if (isLoading()) current.none()
      renewals.ahead(false)
    },
    async logout(forgotten, options) {
      channel.now?.post('look')
      return !!forgotten && endServerSession(context, forgotten, options)
    },
    discard: (record) => void revokeGrant(context, record),
    watch() {
      if (page) stop ??= watch(context, page, renewals, cameBack)
      renewals.open()
    },
    close() {
      stop?.()
      stop = undefined
      renewals.close()
    },
  }
}
