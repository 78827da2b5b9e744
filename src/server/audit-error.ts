import { isAuthError } from '../errors.js'
import { serverText } from '../protocol/server-text.js'
import type { AuditError } from './options.js'
import { Refusal } from './refusal.js'

/**
 * An error as it may be written down. Those of ours have neither tokens nor codes in them; a description by a provider could repeat the client's
 * secret. Of any other error only the name: it may have anything in its message.
 */
export function auditError(error: unknown, secrets: readonly (string | undefined)[]): AuditError {
  const { code, message } = isAuthError(error)
    ? error
    : error instanceof Refusal
      ? { code: error.error, message: error.message }
      : { code: 'unexpected', message: error instanceof Error ? error.name : 'not an Error' }
  return { code, message: serverText(message, secrets, 1000) ?? '' }
}
