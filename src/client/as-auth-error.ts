import { type AnyAuthError, AuthError, isAuthError } from '../errors.js'

/**
 * Turns anything that the platform throws into an `AuthError`, for example because a function of the
 * environment is missing or was replaced. Only the name of the original error is kept, since its message may
 * contain anything.
 */
export function asAuthError(thrown: unknown): AnyAuthError {
  if (isAuthError(thrown)) return thrown
  const { name } = Object(thrown)
  return new AuthError('configuration', { reason: `environment: ${name}` })
}
