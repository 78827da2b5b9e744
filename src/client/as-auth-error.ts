import { type AnyAuthError, AuthError, isAuthError } from '../errors.js'

/**
 * Turns anything that the platform throws into an `AuthError`, for example because a function of the
 * environment is missing or was replaced. Only the name of the original error is kept, since its message may
 * contain anything.
 */
export function asAuthError(thrown: unknown): AnyAuthError {
  if (isAuthError(thrown)) return thrown
  const { name } = Object(thrown)
  const question = 'is its WebCrypto that of a browser or of Node?'
  const reason = `a function of this environment failed (${name}): ${question}`
  return new AuthError('configuration', { reason })
}
