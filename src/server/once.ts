import type { AuditError } from './audit-event.js'

/**
 * Whether an error is to be written to a terminal: what is wrong with the configuration, once; everything
 * else, each time.
 */
export function createOnce(): (error: AuditError) => boolean {
  const reported = new Set<string>()
  return ({ code, message }) =>
    code !== 'configuration' || (!reported.has(message) && !!reported.add(message))
}
