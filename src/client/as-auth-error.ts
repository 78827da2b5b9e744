import { AuthError, isAuthError } from '../errors.js'

/**
 * Whatever a platform throws, as an error of ours: a missing or foreign function of the environment, for one. Of the error itself only the name
 * is told, since a message may have anything in it.
 */
export function asAuthError(thrown: unknown): AuthError {
  if (isAuthError(thrown)) return thrown as AuthError
  const { name } = Object(thrown)
  const reason = `a function of this environment failed (${name}): is its WebCrypto that of a browser or of Node?`
  return new AuthError('configuration', { reason })
}
