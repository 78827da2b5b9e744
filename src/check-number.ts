import { longestMs } from './clock.js'
import { AuthError } from './errors.js'

/**
 * A number option as it was given, if it is one that timers, cookies and windows can have.
 *
 * @throws {AuthError} `configuration`, for `NaN`, `Infinity`, what is too small or too large, and what is no
 * number.
 */
export function checkNumber(option: string, value: number, unit: string, least: 0 | 1 = 1): number {
  if (typeof value === 'number' && value >= least && value <= longestMs) return value
  throw new AuthError(
    'configuration',
    { option },
    `${option}: write a number of ${unit} from ${least} to ${longestMs}.`,
  )
}
