import { printable } from '../printable.js'
import { withoutSecrets } from '../protocol/without-secrets.js'

/**
 * A text of a server as a finding shows it: at most `atMost` characters, each of which can be seen, and never
 * a secret. Returns `undefined` for a value that is no string.
 */
export function replyText(
  value: unknown,
  secrets: readonly unknown[] = [],
  atMost = 200,
): string | undefined {
  const text = withoutSecrets(value, secrets)
  return text === undefined ? undefined : printable(text, atMost)
}
