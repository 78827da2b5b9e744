import type { AnyAuthError, Session } from 'hallpass'
import type {
  ErrorDetail,
  HallpassButtonAttributes,
  HallpassUserAttributes,
  HallpassWhenAttributes,
} from 'hallpass/elements'
import {
  type Accessor,
  type Context,
  createComponent,
  createContext,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  onMount,
  Show,
  sharedConfig,
  untrack,
  useContext,
} from 'solid-js'
import { authErrorOf } from '../adapters/auth-error-of.js'
import type { HasSession, NobodySignedIn, Startable, UserIn } from '../adapters/has-session.js'
import { isServer, sessionOnServer } from '../adapters/server.js'
import { userOf } from '../adapters/user-of.js'
import { AuthError } from '../errors.js'

export type { HasSession, NobodySignedIn, Startable, UserIn }

/**
 * Returns the session of a client, as a signal, until the owner around is disposed of. On a server, and while
 * a component is hydrated, it is `loading`.
 *
 * @example
 * const session = useSession(auth)
 * return <p>{session().status}</p>
 */
export function useSession<State extends Session<unknown>>(auth: HasSession<State>): Accessor<State> {
  const [session, setSession] = createSignal<Session<unknown>>(sessionOnServer)
  const follow = (): void => {
    onCleanup(auth.session.subscribe((now) => void setSession(() => now)))
  }
  // A component that is hydrated has to render what the server did.
  if (sharedConfig.context) onMount(follow)
  else if (!isServer()) follow()
  return session as Accessor<State>
}

/**
 * Returns who is signed in, as a signal. Reading it suspends while that is not known, or a login is under
 * way, so it needs a `<Suspense>` around it; it needs none below `<SignedIn>` or `<RequireSignedIn>`. Reading
 * it throws the `AuthError` `signed-out` where nobody is signed in, for the nearest `<ErrorBoundary>`.
 *
 * @example
 * const user = useUser(auth)
 * return <p>Hello, {user().name}</p>
 */
export function useUser<State extends Session<unknown>>(auth: HasSession<State>): Accessor<UserIn<State>> {
  const session = useSession(auth)
  let last: UserIn<State> | undefined
  return () => {
    const now = session()
    if (now.status !== 'signed-in' && last !== undefined) return last
    last = userOf(now)
    return last
  }
}

/**
 * Returns what is wrong with the session, as a signal: the error it ended with, or the error of the last
 * renewal, while renewing fails and the session goes on. Its value is `undefined` where all is well.
 *
 * @example
 * const error = useAuthError(auth)
 * return <Show when={messageFor(error())}>{(problem) => <p role="alert">{problem()}</p>}</Show>
 */
export function useAuthError(auth: HasSession): Accessor<AnyAuthError | undefined> {
  const session = useSession(auth)
  return () => authErrorOf(session())
}

/** The properties of `<SignedIn>`. */
export interface SignedInProps<State extends Session<unknown>> {
  /** The client. */
  readonly auth: HasSession<State>
  /** What to show while somebody is signed in. A function gets the user, as a signal. */
  readonly children?: JSX.Element | ((user: Accessor<UserIn<State>>) => JSX.Element)
  /** What to show while nobody is signed in, or that is not known yet. Default: nothing. */
  readonly fallback?: JSX.Element
}

/**
 * Shows its children while somebody is signed in.
 *
 * @example
 * <SignedIn auth={auth}>{(user) => <p>Hello, {user().name}</p>}</SignedIn>
 */
export function SignedIn<State extends Session<unknown>>(props: SignedInProps<State>): JSX.Element {
  const session = useSession(props.auth)
  return whenSignedIn(session, props, () => props.fallback)
}

/** The properties of `<SignedOut>`. */
export interface SignedOutProps {
  /** The client. */
  readonly auth: HasSession
  /** What to show while nobody is signed in. A function gets the session, with its reason and its error. */
  readonly children?: JSX.Element | ((session: Accessor<NobodySignedIn>) => JSX.Element)
}

/**
 * Shows its children while nobody is signed in, and that is known: not while the session is `loading`, but
 * while a login is under way.
 *
 * @example
 * <SignedOut auth={auth}><button onClick={() => auth.login()}>Sign in</button></SignedOut>
 */
export function SignedOut(props: SignedOutProps): JSX.Element {
  const session = useSession<Session<unknown>>(props.auth)
  return whenSignedOut(session, () => props.children)
}

/** The properties of `<RequireSignedIn>`. */
export interface RequireSignedInProps<State extends Session<unknown>> extends SignedInProps<State> {
  /** What to show while it is not known yet who is signed in. Default: nothing. */
  readonly fallback?: JSX.Element
  /**
   * What to show while nobody is signed in: a page with a sign-in button. A function gets the session, with
   * its reason and its error.
   */
  readonly signedOut: JSX.Element | ((session: Accessor<NobodySignedIn>) => JSX.Element)
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
export function RequireSignedIn<State extends Session<unknown>>(
  props: RequireSignedInProps<State>,
): JSX.Element {
  const session = useSession(props.auth)
  return whenSignedIn(session, props, () => [
    whenSignedOut(session, () => props.signedOut),
    show({
      get when() {
        return session().status === 'loading'
      },
      get children() {
        return props.fallback
      },
    }),
  ])
}

/** `<Show>`, whose types expect the children of JSX. */
function show(props: {
  readonly when: boolean
  readonly children: JSX.Element
  readonly fallback?: JSX.Element
}): JSX.Element {
  return createComponent(Show as (props: object) => JSX.Element, props)
}

function whenSignedIn<State extends Session<unknown>>(
  session: Accessor<State>,
  props: Pick<SignedInProps<State>, 'children'>,
  fallback: () => JSX.Element,
): JSX.Element {
  // What is shown keeps the last user while it leaves the page.
  const user = createMemo<UserIn<State> | undefined>((last) =>
    session().status === 'signed-in' ? userOf(session()) : last,
  )
  return show({
    get when() {
      return session().status === 'signed-in'
    },
    get fallback() {
      return fallback()
    },
    get children() {
      const { children } = props
      return typeof children === 'function'
        ? untrack(() => children(user as Accessor<UserIn<State>>))
        : children
    },
  })
}

function whenSignedOut(
  session: Accessor<Session<unknown>>,
  content: () => SignedOutProps['children'],
): JSX.Element {
  const isSignedOut = (): boolean => session().status === 'signed-out' || session().status === 'signing-in'
  const nobody = createMemo<NobodySignedIn | undefined>((last) => {
    const now = session()
    return now.status === 'signed-out' || now.status === 'signing-in' ? now : last
  })
  return show({
    get when() {
      return isSignedOut()
    },
    get children() {
      const children = content()
      return typeof children === 'function'
        ? untrack(() => children(nobody as Accessor<NobodySignedIn>))
        : children
    },
  })
}

const AuthContext: Context<Startable | undefined> = /* @__PURE__ */ createContext<Startable | undefined>(
  undefined,
)

/** The properties of `<AuthProvider>`. */
export interface AuthProviderProps {
  /** The client, or several as one. */
  readonly auth: Startable
  /** The app. */
  readonly children?: JSX.Element
}

/**
 * Hands a client to all components below it, for `useAuth()`; starts it, and closes it when it leaves the
 * page. No other function of this package needs it.
 *
 * @example
 * <AuthProvider auth={auth}><App /></AuthProvider>
 */
export function AuthProvider(props: AuthProviderProps): JSX.Element {
  const { auth } = props
  onMount(() => {
    void auth.start()
    onCleanup(() => auth.close())
  })
  return createComponent(AuthContext.Provider, {
    value: auth,
    get children() {
      return props.children
    },
  })
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
  Omit<JSX.HTMLAttributes<HTMLElement>, keyof Attributes> & {
    'on:hallpass-error'?: ((event: CustomEvent<ErrorDetail>) => void) | undefined
    'prop:client'?: Attributes extends { client?: infer Client } ? Client : never
    'prop:options'?: Attributes extends { options?: infer Options } ? Options : never
  }

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'hallpass-button': ElementProps<HallpassButtonAttributes>
      'hallpass-user': ElementProps<HallpassUserAttributes>
      'hallpass-when': ElementProps<HallpassWhenAttributes>
    }
  }
}
