import type { AuditError } from './audit-event.js'

/**
 * Returns a function that decides whether an error is written to the terminal. An error of the configuration
 * is written once, and any other error each time.
 */
export function createOnce(): (error: AuditError) => boolean {
  const reported = new Set<string>()
  return ({ code, message }) =>
    code !== 'configuration' || (!reported.has(message) && !!reported.add(message))
}
