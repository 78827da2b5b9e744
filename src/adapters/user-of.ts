import type { Session } from 'hallpass'
import { AuthError } from '../errors.js'
import type { HasSession, UserIn } from './has-session.js'

/** Returns the user of a session. Throws `signed-out` where nobody is signed in. */
export function userOf<State extends Session<unknown>>(session: State): UserIn<State> {
  if (session.status === 'signed-in') return session.user as UserIn<State>
  throw new AuthError(
    'signed-out',
    {},
    'useUser: nobody is signed in. Use it below SignedIn or RequireSignedIn, or catch this error in an ' +
      'error boundary and show a sign-in button.',
  )
}

const waiting = /* @__PURE__ */ new WeakMap<object, Promise<void>>()

/**
 * Resolves when it is known whether somebody is signed in, and no login is under way. It is the same promise
 * for all who wait at a time, since a framework that is given another one would wait again.
 */
export function untilKnown({ session }: HasSession): Promise<void> {
  const known =
    waiting.get(session) ??
    new Promise<void>((resolve) => {
      let stop: (() => void) | undefined
      const isKnown = (): boolean => !isUnknown(session.get())
      stop = session.subscribe(() => {
        if (!isKnown()) return
        waiting.delete(session)
        resolve()
        stop?.()
      })
      // The first call of the listener comes before there is a way to stop.
      if (isKnown()) stop()
    })
  if (isUnknown(session.get())) waiting.set(session, known)
  return known
}

/** Is it not known yet who is signed in, or is a login under way? */
export function isUnknown({ status }: Session<unknown>): boolean {
  return status === 'loading' || status === 'signing-in'
}
