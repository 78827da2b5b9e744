/**
 * One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). Names are in lower case, whatever
 * case they came in.
 */
export interface Challenge {
  readonly scheme: string
  /** The first value of each name (RFC 6750, section 3: no name comes twice). */
  readonly parameters: Readonly<Record<string, string | undefined>>
}

/** A longer header is not read, since no correct API sends one. */
const atMostCharacters = 8192

// White space is SP and HTAB (RFC 9110, section 5.6.3). `\s` would treat U+00A0 as white space as well.
const separators = /[ \t,]*/y
const token = /[!#$%&'*+.^_`|~\w-]+/y
const equals = /[ \t]*=[ \t]*/y
const quoted = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy
const unquoted = /[^ \t,"]*/y

/**
 * The challenges of a header, or of several that were joined by commas; none for a header that is too long.
 * It reads forward only, so that it takes time in proportion to the length. A malformed challenge is read as
 * it was probably meant, or left out.
 */
export function readChallenges(header: string): readonly Challenge[] {
  if (header.length > atMostCharacters) return []
  const challenges: Challenge[] = []
  let parameters: Record<string, string | undefined> | undefined
  let last: string | undefined
  let at = 0

  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at
    const match = pattern.exec(header)
    if (match) at = pattern.lastIndex
    return match
  }

  while (at < header.length) {
    const gap = take(separators)?.[0]
    if (gap?.includes(',')) last = undefined
    const start = at
    const name = take(token)?.[0].toLowerCase()
    if (name !== undefined && take(equals)) {
      const text = take(quoted)
      const value = text ? (text[1] ?? '').replace(/\\(.)/gs, '$1') : (take(unquoted)?.[0] ?? '')
      const isFirst = parameters && parameters[name] === undefined
      if (parameters && isFirst) parameters[name] = value
      last = isFirst && !text ? name : undefined
    } else if (last !== undefined && parameters) {
      // `scope=read write`: a value with a space in it should have been quoted, and is read as if it were.
      at = start
      parameters[last] += ` ${take(unquoted)?.[0]}`
      last = at > start ? last : undefined
    } else if (name !== undefined) {
      parameters = Object.create(null) as Record<string, string | undefined>
      challenges.push({ scheme: name, parameters })
    } else {
      // This character is a stray quote, or a letter of another alphabet.
      at++
    }
  }
  return challenges
}
