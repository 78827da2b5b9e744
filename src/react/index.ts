'use client'

import type { AnyAuthError, Session } from 'hallpass'
import type {
  HallpassButtonAttributes,
  HallpassErrorHandler,
  HallpassUserAttributes,
  HallpassWhenAttributes,
} from 'hallpass/elements'
import {
  type Context,
  createContext,
  createElement,
  type DetailedHTMLProps,
  type HTMLAttributes,
  type ReactNode,
  useContext,
  useEffect,
  useSyncExternalStore,
} from 'react'
import { authErrorOf } from '../adapters/auth-error-of.js'
import type { HasSession, NobodySignedIn, Startable, UserIn } from '../adapters/has-session.js'
import { refuseOnServer, sessionOnServer } from '../adapters/server.js'
import { isUnknown, untilKnown, userOf } from '../adapters/user-of.js'
import { AuthError } from '../errors.js'

export type { HasSession, NobodySignedIn, Startable, UserIn }

/**
 * Returns the session of a client, and renders again when it changes. On a server, and while a page is
 * hydrated, it is `loading`.
 *
 * @example
 * const session = useSession(auth)
 * if (session.status === 'signed-in') return <p>Hello, {session.user.name}</p>
 */
export function useSession<State extends Session<unknown>>(auth: HasSession<State>): State {
  const { subscribe, get } = auth.session
  return useSyncExternalStore(subscribe, get, () => sessionOnServer as State)
}

/**
 * Returns who is signed in. It suspends while that is not known, or a login is under way, so it needs a
 * `<Suspense>` around it; it needs none below `<SignedIn>` or `<RequireSignedIn>`.
 *
 * @throws {AuthError} `signed-out` where nobody is signed in, for the nearest error boundary; `configuration`
 * on a server, outside of `<SignedIn>`.
 * @example
 * const user = useUser(auth)
 */
export function useUser<State extends Session<unknown>>(auth: HasSession<State>): UserIn<State> {
  const session = useSession(auth)
  if (isUnknown(session)) {
    refuseOnServer()
    throw untilKnown(auth)
  }
  return userOf(session)
}

/**
 * Returns what is wrong with the session: the error it ended with, or the error of the last renewal, while
 * renewing fails and the session goes on. `undefined` where all is well.
 *
 * @example
 * const problem = messageFor(useAuthError(auth))
 * if (problem) return <p role="alert">{problem}</p>
 */
export function useAuthError(auth: HasSession): AnyAuthError | undefined {
  return authErrorOf(useSession(auth))
}

/** The properties of `<SignedIn>`. */
export interface SignedInProps<State extends Session<unknown>> {
  /** The client. */
  readonly auth: HasSession<State>
  /** What to show while somebody is signed in. A function gets the user. */
  readonly children?: ReactNode | ((user: UserIn<State>) => ReactNode)
  /** What to show while nobody is signed in, or that is not known yet. Default: nothing. */
  readonly fallback?: ReactNode
}

/**
 * Shows its children while somebody is signed in.
 *
 * @example
 * <SignedIn auth={auth}>{(user) => <p>Hello, {user.name}</p>}</SignedIn>
 */
export function SignedIn<State extends Session<unknown>>({
  auth,
  children,
  fallback,
}: SignedInProps<State>): ReactNode {
  const session = useSession(auth)
  if (session.status !== 'signed-in') return fallback
  return typeof children === 'function' ? children(userOf(session)) : children
}

/** The properties of `<SignedOut>`. */
export interface SignedOutProps {
  /** The client. */
  readonly auth: HasSession
  /** What to show while nobody is signed in. A function gets the session, with its reason and its error. */
  readonly children?: ReactNode | ((session: NobodySignedIn) => ReactNode)
}

/**
 * Shows its children while nobody is signed in, and that is known: not while the session is `loading`, but
 * while a login is under way.
 *
 * @example
 * <SignedOut auth={auth}><button onClick={() => auth.login()}>Sign in</button></SignedOut>
 */
export function SignedOut({ auth, children }: SignedOutProps): ReactNode {
  const session = useSession(auth)
  if (session.status === 'signed-in' || session.status === 'loading') return undefined
  return typeof children === 'function' ? children(session) : children
}

/** The properties of `<RequireSignedIn>`. */
export interface RequireSignedInProps<State extends Session<unknown>> extends SignedInProps<State> {
  /** What to show while it is not known yet who is signed in. Default: nothing. */
  readonly fallback?: ReactNode
  /**
   * What to show while nobody is signed in: a page with a sign-in button. A function gets the session, with
   * its reason and its error.
   */
  readonly signedOut: ReactNode | ((session: NobodySignedIn) => ReactNode)
}

/**
 * A part of the page for signed-in people. It starts no login by itself, so that nobody who cancels a login
 * is sent back to it: `signedOut` has the button.
 *
 * @example
 * <RequireSignedIn auth={auth} fallback={<p>Loading…</p>} signedOut={<SignInPage />}>
 *   <Orders />
 * </RequireSignedIn>
 */
export function RequireSignedIn<State extends Session<unknown>>({
  auth,
  children,
  fallback,
  signedOut,
}: RequireSignedInProps<State>): ReactNode {
  const session = useSession<Session<unknown>>(auth)
  if (session.status === 'loading') return fallback
  if (session.status === 'signed-in')
    return typeof children === 'function' ? children(session.user as UserIn<State>) : children
  return typeof signedOut === 'function' ? signedOut(session) : signedOut
}

const AuthContext: Context<Startable | undefined> = /* @__PURE__ */ createContext<Startable | undefined>(
  undefined,
)

/** The properties of `<AuthProvider>`. */
export interface AuthProviderProps {
  /** The client, or several as one. */
  readonly auth: Startable
  /** The app. */
  readonly children?: ReactNode
}

/**
 * Hands a client to all components below it, for `useAuth()`; starts it, and closes it when it leaves the
 * page. No other function of this package needs it.
 *
 * @example
 * <AuthProvider auth={auth}><App /></AuthProvider>
 */
export function AuthProvider({ auth, children }: AuthProviderProps): ReactNode {
  useEffect(() => {
    void auth.start()
    return () => auth.close()
  }, [auth])
  return createElement(AuthContext.Provider, { value: auth }, children)
}

/**
 * Returns the client of the nearest `<AuthProvider>`.
 *
 * @throws {AuthError} `configuration` without an `<AuthProvider>` around.
 * @example
 * const auth = useAuth<typeof import('./auth.js').auth>()
 */
export function useAuth<Auth extends Startable>(): Auth {
  const auth = useContext(AuthContext)
  if (auth) return auth as Auth
  const reason = 'useAuth: there is no <AuthProvider auth={auth}> around this component'
  throw new AuthError('configuration', { reason }, `${reason}.`)
}

type ElementProps<Attributes> = Attributes &
  HallpassErrorHandler &
  Omit<DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>, keyof Attributes>

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'hallpass-button': ElementProps<HallpassButtonAttributes>
      'hallpass-user': ElementProps<HallpassUserAttributes>
      'hallpass-when': ElementProps<HallpassWhenAttributes>
    }
  }
}
