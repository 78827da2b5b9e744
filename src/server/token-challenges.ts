/** No honest header is longer, and a longer one would take its time to read. */
const atMostCharacters = 8192

/**
 * A comma that is not in a quoted string separates challenges and their parameters (RFC 9110, section
 * 11.6.1).
 */
const parts = /(?:[^",]|"(?:[^"\\]|\\.)*"|")+/gs
const parameter = /^\s*[\w!#$%&'*+.^`|~-]+\s*=/
const aboutTokens = /^\s*(bearer|dpop)(\s|$)/i

/**
 * The challenges of a `WWW-Authenticate` header that are about tokens. For any other scheme (Basic, Digest,
 * Negotiate) the browser would ask the person for a password, in the name of the app.
 */
export function tokenChallenges(header: string): string {
  if (header.length > atMostCharacters) return ''
  let passes = false
  const kept = (header.match(parts) ?? []).filter((part) => {
    if (!parameter.test(part)) passes = aboutTokens.test(part)
    return passes
  })
  return kept.join(',').trim()
}
