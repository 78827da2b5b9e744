import { AuthError } from './errors.js'

/** The error for an option that cannot work. `advice` says what is wrong, or what to write instead. */
export function invalidOption(option: string, advice: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${advice}.`)
}
