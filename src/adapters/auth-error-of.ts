import type { AnyAuthError, Session } from 'hallpass'

/** What is wrong with a session: the error it ended with, or the error of a renewal that fails for now. */
export function authErrorOf(session: Session<unknown>): AnyAuthError | undefined {
  if (session.status === 'signed-out') return session.error as AnyAuthError | undefined
  if (session.status === 'signed-in') return session.trouble as AnyAuthError | undefined
  return undefined
}
