import type { AnyAuthError, Session } from 'hallpass'
import type {
  HallpassButtonAttributes,
  HallpassErrorHandler,
  HallpassUserAttributes,
  HallpassWhenAttributes,
} from 'hallpass/elements'
import {
  type App,
  type ComputedRef,
  computed,
  defineComponent,
  getCurrentInstance,
  getCurrentScope,
  type HTMLAttributes,
  type InjectionKey,
  inject,
  onMounted,
  onScopeDispose,
  type Plugin,
  type ShallowRef,
  shallowRef,
  watch,
} from 'vue'
import { authErrorOf } from '../adapters/auth-error-of.js'
import type { HasSession, NobodySignedIn, Startable, UserIn } from '../adapters/has-session.js'
import { isServer, refuseOnServer, sessionOnServer } from '../adapters/server.js'
import { isUnknown, untilKnown, userOf } from '../adapters/user-of.js'
import { AuthError } from '../errors.js'

export type { HasSession, NobodySignedIn, Startable, UserIn }

/**
 * Returns the session of a client, as a ref that changes with it, until the component or the effect scope
 * around is over. On a server, and while a component is hydrated, it is `loading`.
 *
 * @example
 * const session = useSession(auth) // in the template: session.status
 */
export function useSession<State extends Session<unknown>>(
  auth: HasSession<State>,
): Readonly<ShallowRef<State>> {
  const state = shallowRef(sessionOnServer) as ShallowRef<State>
  if (isServer()) return state
  let stop = (): void => {}
  const follow = (): void => {
    stop = auth.session.subscribe((session) => {
      state.value = session
    })
  }
  if (getCurrentScope()) onScopeDispose(() => stop())
  // A component that is hydrated has its element before it is set up, and has to render what the server did.
  if (getCurrentInstance()?.vnode.el) onMounted(follow)
  else follow()
  return state
}

/**
 * Resolves to who is signed in, as a ref, once that is known. Await it in the `setup` of a component with a
 * `<Suspense>` around. While a component is still there after a sign-out, the ref keeps the last user.
 *
 * Rejects with the `AuthError` `signed-out` where nobody is signed in, and with `configuration` on a server.
 *
 * @example
 * const user = await useUser(auth)
 */
export async function useUser<State extends Session<unknown>>(
  auth: HasSession<State>,
): Promise<Readonly<ShallowRef<UserIn<State>>>> {
  refuseOnServer()
  const session = useSession(auth)
  const scope = getCurrentScope()
  if (isUnknown(auth.session.get())) await untilKnown(auth)
  const user = shallowRef(userOf(auth.session.get())) as ShallowRef<UserIn<State>>
  const follow = (): void => {
    watch(
      session,
      (now) => {
        if (now.status === 'signed-in') user.value = userOf(now)
      },
      { flush: 'sync' },
    )
  }
  // Nothing is followed for a component that has left the page meanwhile.
  if (scope) scope.run(follow)
  else follow()
  return user
}

/**
 * Returns what is wrong with the session, as a ref: the error it ended with, or the error of the last
 * renewal, while renewing fails and the session goes on. Its value is `undefined` where all is well.
 *
 * @example
 * const error = useAuthError(auth) // in the template: v-if="error", and {{ messageFor(error) }}
 */
export function useAuthError(auth: HasSession): ComputedRef<AnyAuthError | undefined> {
  const session = useSession(auth)
  return computed(() => authErrorOf(session.value))
}

/** The properties of `<SignedIn>`, `<SignedOut>` and `<RequireSignedIn>`. */
export interface AuthProps<State extends Session<unknown>> {
  /** The client. */
  readonly auth: HasSession<State>
}

/** The slots of `<SignedIn>`. */
export interface SignedInSlots<State extends Session<unknown>> {
  /** What to show while somebody is signed in. */
  default?(scope: { readonly user: UserIn<State> }): unknown
  /** What to show while nobody is signed in, or that is not known yet. Default: nothing. */
  fallback?(): unknown
}

/** The slots of `<SignedOut>`. */
export interface SignedOutSlots {
  /** What to show while nobody is signed in: `session` has the reason and the error. */
  default?(scope: { readonly session: NobodySignedIn }): unknown
}

/** The slots of `<RequireSignedIn>`. */
export interface RequireSignedInSlots<State extends Session<unknown>> {
  /** What to show while somebody is signed in. */
  default?(scope: { readonly user: UserIn<State> }): unknown
  /** What to show while it is not known yet who is signed in. Default: nothing. */
  fallback?(): unknown
  /** What to show while nobody is signed in: `session` has the reason and the error. */
  'signed-out'?(scope: { readonly session: NobodySignedIn }): unknown
}

/**
 * Shows its slot while somebody is signed in.
 *
 * @example
 * <SignedIn :auth="auth" v-slot="{ user }">Hello, {{ user.name }}</SignedIn>
 */
export const SignedIn: new <State extends Session<unknown>>(
  props: AuthProps<State>,
) => { $props: AuthProps<State>; $slots: SignedInSlots<State> } = /* @__PURE__ */ gate(
  'SignedIn',
  (session, slots: SignedInSlots<Session<unknown>>) =>
    session.status === 'signed-in' ? slots.default?.({ user: session.user }) : slots.fallback?.(),
)

/**
 * Shows its slot while nobody is signed in, and that is known: not while the session is `loading`, but while
 * a login is under way.
 *
 * @example
 * <SignedOut :auth="auth"><button @click="void auth.login()">Sign in</button></SignedOut>
 */
export const SignedOut: new <State extends Session<unknown>>(
  props: AuthProps<State>,
) => { $props: AuthProps<State>; $slots: SignedOutSlots } = /* @__PURE__ */ gate(
  'SignedOut',
  (session, slots: SignedOutSlots) =>
    session.status === 'signed-in' || session.status === 'loading' ? undefined : slots.default?.({ session }),
)

/**
 * A part of the page for signed-in people. It starts no login by itself, so that nobody who cancels a login
 * is sent back to it: the slot `signed-out` has the button.
 *
 * @example
 * <RequireSignedIn :auth="auth">
 *   <Orders />
 *   <template #signed-out><SignInPage /></template>
 * </RequireSignedIn>
 */
export const RequireSignedIn: new <State extends Session<unknown>>(
  props: AuthProps<State>,
) => { $props: AuthProps<State>; $slots: RequireSignedInSlots<State> } = /* @__PURE__ */ gate(
  'RequireSignedIn',
  (session, slots: RequireSignedInSlots<Session<unknown>>) => {
    if (session.status === 'signed-in') return slots.default?.({ user: session.user })
    return session.status === 'loading' ? slots.fallback?.() : slots['signed-out']?.({ session })
  },
)

/** A component that shows one of its slots, by the session. */
function gate<Slots>(name: string, show: (session: Session<unknown>, slots: Slots) => unknown): never {
  return defineComponent({
    name,
    props: { auth: { type: Object, required: true } },
    setup(props, { slots }) {
      const session = useSession(props.auth as unknown as HasSession)
      return () => show(session.value, slots as unknown as Slots)
    },
  }) as never
}

const key: InjectionKey<Startable> = /* @__PURE__ */ Symbol('hallpass')

/**
 * A plugin that hands a client to all components of an app, for `useAuth()`; starts it, and closes it when
 * the app is unmounted. No other function of this package needs it.
 *
 * @example
 * createApp(App).use(authPlugin(auth)).mount('#app')
 */
export function authPlugin(auth: Startable): Plugin {
  return {
    install(app: App) {
      app.provide(key, auth)
      if (isServer()) return
      void auth.start()
      app.onUnmount(() => auth.close())
    },
  }
}

/**
 * Returns the client that `authPlugin` has handed to this app.
 *
 * @throws {AuthError} `configuration` in an app without that plugin.
 * @example
 * const auth = useAuth<typeof import('./auth.js').auth>()
 */
export function useAuth<Auth extends Startable>(): Auth {
  const auth = inject(key, undefined)
  if (auth) return auth as Auth
  const reason = 'useAuth: this app has no authPlugin: app.use(authPlugin(auth))'
  throw new AuthError('configuration', { reason }, `${reason}.`)
}

type ElementProps<Attributes> = new () => {
  $props: Attributes & HallpassErrorHandler & Omit<HTMLAttributes, keyof Attributes>
}

declare module 'vue' {
  interface GlobalComponents {
    'hallpass-button': ElementProps<HallpassButtonAttributes>
    'hallpass-user': ElementProps<HallpassUserAttributes>
    'hallpass-when': ElementProps<HallpassWhenAttributes>
  }
}
