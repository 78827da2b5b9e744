import { browserEffects } from '../effects/browser.js'
import type { Page } from '../effects/effects.js'
import { ownScript } from '../error-details.js'
import { AuthError, explained } from '../errors.js'
import { createAuthFetch } from '../fetch/auth-fetch.js'
import { findTarget, readTargets, type Target } from '../fetch/targets.js'
import { own } from '../own.js'
import { reported } from '../reported.js'
import { createCurrent } from '../session/current.js'
import { createAges, lifetime } from '../session/lifetime.js'
import { type Claims, ownerOf, type StoredToken } from '../session/record.js'
import { createShelf } from '../session/shelf.js'
import type { Session } from '../session/state.js'
import { tell } from '../session/store.js'
import { createVault } from '../session/vault.js'
import { accessToken, type TokenRequest } from './access.js'
import type { Client, LoginOptions, LogoutOptions, StartOptions } from './client.js'
import type { Context } from './context.js'
import type { Engine } from './engine.js'
import { hideInside } from './inside.js'
import { type ClientEvent, type ClientOptions, checkOptions } from './options.js'
import { markSignedOut, signedOutSince } from './sign-out-mark.js'
import { start } from './start.js'
import { untilBack } from './until-back.js'
import { createToUser } from './user.js'

/**
 * Makes a client. Nothing happens until `start()`, `login()` or the first call: it may stand at module scope and be imported on a server.
 *
 * @throws {AuthError} `configuration`, for an option that cannot work.
 * @example
 * const auth = createClient({ issuer: 'https://login.example.com', clientId: 'my-spa', apis: ['https://api.example.com'] })
 */
export function createClient<User = Claims>(options: ClientOptions<User>): Client<User> {
  const settings = checkOptions(options)
  const effects = own({ ...browserEffects(), ...settings.effects })
  const { clientId, remember, apis, onEvent, issuerName } = settings
  const name = `hallpass1 ${issuerName} ${clientId}`
  const prover = settings.dpop?.createProver({ name, effects, remember, apis })
  const vault = createVault(createShelf(remember, effects.storage, name), {
    fits: (record) => (record.jkt ? !!prover : !prover?.required) && !signedOutSince(effects.storage, name, record),
    discard: (record) => void engine().then(({ discard }) => discard(record), warn),
    failure: () => explained('storage', { area: remember }),
    warn,
  })
  const current = createCurrent(createToUser(settings.user), emit)
  const age = createAges(effects.clock)
  const context: Context<User> = {
    settings,
    effects,
    page,
    name,
    prover,
    vault,
    current,
    age,
    lifetime: (token, renewable) => lifetime(token, age(token, renewable)),
    channel: {},
    warn,
  }
  let loading: Promise<Engine> | undefined
  let started: Promise<Session<User>> | undefined
  let starting = false
  let closed = false
  const stops = new Set<() => void>()
  /** What the last start that required a session left behind: unchanged, it is not looked at again. */
  let decided: Session<User> | undefined
  let targets: readonly Target[] | undefined
  let signingOut: Promise<unknown> | undefined

  function page(): Page {
    if (effects.page) return effects.page
    throw new AuthError(
      'configuration',
      {},
      'There is no page here: this is a server or a worker. Call it in the browser.',
    )
  }

  function engine(): Promise<Engine> {
    // Whoever is signed in has a token: what the page does with it goes first.
    loading ??= Promise.resolve(current.record() && effects.page?.nextTask())
      .then(() => Promise.all([import('./engine.js'), settings.server && import('./server-part/engine.js')]))
      .then(
        ([direct, through]) => {
          const engine = through ? through.createEngine(context, direct) : direct.createEngine(context)
          if (!closed) engine.watch()
          return engine
        },
        async () => {
          loading = undefined
          throw await explained('network', { endpoint: ownScript })
        },
      )
    return loading
  }

  function begin(options?: StartOptions): Promise<Session<User>> {
    started ??= run(own(options))
    return started
  }

  async function run(options: StartOptions): Promise<Session<User>> {
    const { page } = effects
    starting = true
    try {
      if (page) await start({ context, page, engine, decided, untilClosed }, options)
    } catch (error) {
      if (current.record()) current.end('failed', error as AuthError)
      else current.none(error as AuthError)
    }
    starting = false
    // Closed meanwhile, and not started again: the next start is another one.
    if (closed) started = undefined
    const session = current.session.get()
    if (options.require) decided = session
    return session
  }

  function untilClosed(stop: () => void): void {
    if (closed) stop()
    else stops.add(stop)
  }

  function open(): void {
    if (!closed) return
    closed = false
    void loading?.then((engine) => closed || engine.watch()).catch(() => {})
  }

  function close(): void {
    closed = true
    // One that is under way goes on, for whoever starts again meanwhile: an answer to a login is taken once.
    if (!starting) started = undefined
    for (const stop of stops) stop()
    stops.clear()
    void loading?.then((engine) => closed && engine.close()).catch(() => {})
  }

  function token(request: TokenRequest): Promise<StoredToken> {
    const ask = (): Promise<StoredToken> =>
      accessToken(context, request, async (renewal) => (await engine()).renew(renewal))
    return current.session.get().status === 'loading' ? begin().then(ask) : ask()
  }

  function allTargets(): readonly Target[] {
    targets ??= readTargets(apis, page().url())
    return targets
  }

  function tokenOf(resource: string): string {
    const target = allTargets().find((candidate) => candidate.resource === resource)
    if (!target) throw new AuthError('configuration', { option: 'apis' }, `accessToken: '${resource}' is in no 'apis'.`)
    return target.token
  }

  async function signIn(options: LoginOptions | undefined): Promise<never> {
    // An app that signs in whoever is signed out must not cut off the way to the server's sign-out.
    await signingOut
    const { login } = await engine().catch((error) => {
      current.dispatch({ type: 'login-failed', error })
      throw error
    })
    return login(options)
  }

  async function leave(options: LogoutOptions): Promise<void> {
    let over = (_?: unknown): void => {}
    const before = signingOut
    // Before anybody is told: who is told may call login().
    signingOut = new Promise((done) => {
      over = done
    })
    try {
      if (await signOut(options)) over(untilBack(effects))
    } catch (error) {
      warn(error as AuthError)
      throw error
    } finally {
      // The first of two may be on its way to the server.
      over(before)
    }
  }

  async function signOut(options: LogoutOptions): Promise<boolean> {
    const shown = current.record()
    // Once is enough: a listener may call this while it is told of it.
    if (current.session.get().status !== 'signed-out') current.end('logout')
    markSignedOut(context, shown)
    const taken = (await vault.take()) ?? shown
    await prover?.forget(taken?.jkt)
    // Should the script not be had, this browser has forgotten all the same.
    const loaded = await engine().catch(warn)
    return !!loaded && loaded.logout(taken, options)
  }

  function emit(event: ClientEvent<User>): void {
    if (onEvent) tell(onEvent, event)
  }

  function warn(error: AuthError): void {
    emit({ type: 'warning', error })
  }

  const client: Client<User> = {
    session: current.session,
    start(options) {
      open()
      return begin(options)
    },
    close,
    login: (options) => reported(signIn(options)),
    logout: (options) => reported(leave(own(options))),
    async accessToken(options) {
      const request = own(options)
      if (request.resource) return (await token(own({ ...request, resource: tokenOf(request.resource) }))).value
      return (await token(request)).value
    },
    fetch: createAuthFetch({
      fetch: effects.fetch,
      find: (url) => findTarget(allTargets(), url),
      elsewhere: settings.elsewhere ?? 'refuse',
      prover,
      token,
      person: () => {
        const record = current.record()
        return record && ownerOf(record)
      },
      stepUp: async (challenge) => (await import('./step-up.js')).stepUp({ context, engine, token }, challenge),
      warn,
    }),
  }
  return hideInside(client, { context, engine, token })
}
