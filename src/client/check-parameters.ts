import { checkNumber } from '../check-number.js'
import { invalidOption } from '../invalid-option.js'

const reserved =
  /^(response_(type|mode)|client_id|client_secret|redirect_uri|scope|state|nonce|code_challenge(_method)?|request(_uri)?|dpop_jkt)$/

/** Refuses parameters that would weaken the login or contradict an option. */
export function checkParameters(parameters: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (reserved.test(name)) throw invalidOption('params', `${name} is the library's to set; leave it out`)
    // The ID Token is checked against `max_age`, so this page and the server have to read the same number.
    if (typeof value !== 'string' || (name === 'max_age' && !/^\d{0,9}$/.test(value)))
      throw invalidOption('params', `${name} is no string, or no number of seconds in one`)
  }
}

/** OpenID Connect Core 1.0, section 3.1.2.1: a whole number of seconds. */
export function checkMaxAge(maxAge: number | undefined): void {
  if (maxAge !== undefined)
    checkNumber('maxAge', Number.isInteger(maxAge) ? maxAge : Number.NaN, 'whole seconds', 0)
}
