import { AuthError } from '../errors.js'

/** The error for an option that cannot work: `what` says what to write instead. */
export function wrong(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
