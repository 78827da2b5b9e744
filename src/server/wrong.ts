import { AuthError } from '../errors.js'

export function wrong(option: string, what: string): AuthError {
  return new AuthError('configuration', { option }, `${option}: ${what}.`)
}
