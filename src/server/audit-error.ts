import { addText, isAuthError } from '../errors.js'
import * as texts from '../explain.js'
import { printable } from '../printable.js'
import { withoutSecrets } from '../protocol/without-secrets.js'
import type { AuditError } from './audit-event.js'
import { Refusal } from './refusal.js'

/**
 * An error as it may be written to a log. The errors of this library contain neither tokens nor codes, but a
 * provider's description could repeat the client's secret. Of any other error only the name is kept, since
 * its message may contain anything.
 */
export function auditError(error: unknown, secrets: readonly (string | undefined)[]): AuditError {
  const { code, message } = describe(error)
  const hasSecret = secrets.some((secret) => secret && repeats(message, secret))
  return {
    code,
    message: hasSecret
      ? 'left out: it has a secret in it'
      : printable(withoutSecrets(message, secrets) ?? '', 1000),
  }
}

function describe(error: unknown): AuditError {
  if (isAuthError(error)) return addText(error, texts)
  if (error instanceof Refusal) return { code: error.error, message: error.message }
  return { code: 'unexpected', message: error instanceof Error ? error.name : 'not an Error' }
}

/** As much of a secret as is taken for it: a text from elsewhere is cut, and may end in the middle of one. */
const partLength = 8

/**
 * Does a text have a part of this secret in it, as it is or as a request carries it (a form, a URL, Basic)?
 */
function repeats(text: string, secret: string): boolean {
  const form = new URLSearchParams({ _: secret }).toString().slice(2)
  const forms = [secret, form, encodeURIComponent(secret), ...inBase64(secret), ...inBase64(form)]
  return forms.some((one) => parts(one).some((part) => text.includes(part)))
}

function parts(text: string): readonly string[] {
  const count = Math.max(text.length - partLength, 0) + 1
  return text ? Array.from({ length: count }, (_, at) => text.slice(at, at + partLength)) : []
}

/**
 * What base64 makes of it behind 0, 1 or 2 octets of something else, without the characters that are not its
 * own.
 */
function inBase64(text: string): readonly string[] {
  const octets = String.fromCharCode(...new TextEncoder().encode(text))
  const all = [0, 1, 2].map((before) => btoa('\0'.repeat(before) + octets).slice(before && before + 1, -4))
  return all.filter(({ length }) => length >= partLength)
}
