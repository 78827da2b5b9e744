import type { HttpInterceptorFn } from '@angular/common/http'
import {
  afterNextRender,
  computed,
  DestroyRef,
  DOCUMENT,
  type EnvironmentProviders,
  InjectionToken,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type Signal,
  signal,
} from '@angular/core'
import type { AnyAuthError, Claims, Client, Clients, Session } from 'hallpass'
import { authErrorOf } from '../adapters/auth-error-of.js'
import type { HasSession, UserIn } from '../adapters/has-session.js'
import { isServer, sessionOnServer } from '../adapters/server.js'
import { userOf } from '../adapters/user-of.js'
import { AuthError } from '../errors.js'
import { interceptor } from './interceptor.js'

export type { HasSession, UserIn }

/** A client that `provideAuth` takes: of one provider, or of several as one. */
export type ProvidedAuth = Client<unknown> | Clients<string, unknown>

/** Where the injector keeps the client of `provideAuth`. `injectAuth()` reads it with its type. */
export const AUTH: InjectionToken<ProvidedAuth> = /* @__PURE__ */ new InjectionToken<ProvidedAuth>('hallpass')

/**
 * Provides a client for `injectAuth()`, `injectSession()` and `authInterceptor`; starts it, and closes it
 * with the application. Call `auth.start()` before `bootstrapApplication` as well, so that the router finds
 * the address bar without the answer to a login: it is started once.
 *
 * @example
 * bootstrapApplication(App, {
 *   providers: [provideAuth(auth), provideHttpClient(withInterceptors([authInterceptor]))],
 * })
 */
export function provideAuth(auth: ProvidedAuth): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: AUTH, useValue: auth },
    provideEnvironmentInitializer(() => {
      if (isServer()) return
      void auth.start()
      inject(DestroyRef).onDestroy(() => auth.close())
    }),
  ])
}

/**
 * Returns the client that `provideAuth` has provided. Call it in an injection context.
 *
 * @throws {AuthError} `configuration` without `provideAuth`.
 * @example
 * readonly auth = injectAuth<typeof import('./auth').auth>()
 */
export function injectAuth<Auth = Client>(): Auth {
  const auth = inject(AUTH, { optional: true })
  if (auth) return auth as Auth
  const reason = "there is no client here: put provideAuth(auth), from 'hallpass/angular', into the providers"
  throw new AuthError('configuration', { reason }, `${reason}.`)
}

/**
 * Returns the session of a client, as a signal, until the component or the injector is destroyed. Without an
 * argument it is the client of `provideAuth`. On a server, and while the page is hydrated, it is `loading`.
 * Call it in an injection context.
 *
 * @example
 * readonly session = injectSession(auth) // in the template: @if (session(); as session) { … }
 */
export function injectSession<State extends Session<unknown>>(auth: HasSession<State>): Signal<State>
/** Returns the session of the client that `provideAuth` has provided. */
export function injectSession<User = Claims>(): Signal<Session<User>>
export function injectSession(auth: HasSession = injectAuth<ProvidedAuth>()): Signal<Session<unknown>> {
  const session = signal<Session<unknown>>(sessionOnServer)
  if (isServer()) return session.asReadonly()
  const destroyed = inject(DestroyRef)
  const follow = (): void => {
    if (!destroyed.destroyed) destroyed.onDestroy(auth.session.subscribe((now) => session.set(now)))
  }
  // The first rendering of a page that was rendered on a server has to be what the server rendered.
  if (inject(DOCUMENT).querySelector('[ng-server-context]')) afterNextRender(follow)
  else follow()
  return session.asReadonly()
}

/**
 * Returns who is signed in, as a signal, for a component that is only there while somebody is signed in.
 * While the component is still there after a sign-out, it keeps the last user. Where nobody was signed in,
 * reading it throws the `AuthError` `signed-out`. Without an argument it is the client of `provideAuth`. Call
 * it in an injection context.
 *
 * @example
 * readonly user = injectUser(auth) // in the template: {{ user().name }}
 */
export function injectUser<State extends Session<unknown>>(auth: HasSession<State>): Signal<UserIn<State>>
/** Returns who is signed in with the client that `provideAuth` has provided. */
export function injectUser<User = Claims>(): Signal<User>
export function injectUser(auth: HasSession = injectAuth<ProvidedAuth>()): Signal<unknown> {
  const session = injectSession(auth)
  let last: { readonly user: unknown } | undefined
  return computed(() => {
    const now = session()
    // A router takes a component away only after the session has changed.
    if (now.status === 'signed-in' || !last) last = { user: userOf(now) }
    return last.user
  })
}

/**
 * Returns what is wrong with the session, as a signal: the error it ended with, or the error of the last
 * renewal, while renewing fails and the session goes on. Its value is `undefined` where all is well. Without
 * an argument it is the client of `provideAuth`. Call it in an injection context.
 *
 * @example
 * readonly error = injectAuthError()
 * readonly problem = computed(() => messageFor(this.error())) // in the template: {{ problem() }}
 */
export function injectAuthError(
  auth: HasSession = injectAuth<ProvidedAuth>(),
): Signal<AnyAuthError | undefined> {
  const session = injectSession(auth)
  return computed(() => authErrorOf(session()))
}

/**
 * An interceptor for `HttpClient`, for the client of `provideAuth`: it sends a token where `auth.fetch`
 * would, and nothing to any other URL, whose requests pass unchanged. It renews and repeats a request once
 * after a 401, understands step-up challenges, and sends DPoP proofs. Such a request fails with an
 * `AuthError` where `auth.fetch` rejects with one. On a server all requests pass unchanged.
 *
 * @example
 * provideHttpClient(withInterceptors([authInterceptor]))
 */
export const authInterceptor: HttpInterceptorFn = (request, next) =>
  interceptor(injectAuth<ProvidedAuth>(), request, next)
