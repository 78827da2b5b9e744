/** One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). Names are in lower case, whatever case they came in. */
export interface Challenge {
  readonly scheme: string
  /** The first of each name (RFC 6750, section 3: none comes twice). */
  readonly parameters: Readonly<Record<string, string | undefined>>
}

/** No honest header is longer, and whoever sends one gets no better answer for it. */
const atMostCharacters = 8192

// White space is SP and HTAB (RFC 9110, section 5.6.3): `\s` would have U+00A0 divide what it does not divide.
const separators = /[ \t,]*/y
const token = /[!#$%&'*+.^_`|~\w-]+/y
const equals = /[ \t]*=[ \t]*/y
const quoted = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy
const unquoted = /[^ \t,"]*/y

/**
 * The challenges of a header, or of several that were joined by commas; nothing for one that is too long. Reads forward only, so that it
 * takes time in proportion to the length. What is malformed is read as it was probably meant, or left out.
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
      // `scope=read write`: what has a space in it should have had quotes.
      at = start
      parameters[last] += ` ${take(unquoted)?.[0]}`
      last = at > start ? last : undefined
    } else if (name !== undefined) {
      parameters = Object.create(null) as Record<string, string | undefined>
      challenges.push({ scheme: name, parameters })
    } else {
      // A stray quote, or a letter of another alphabet.
      at++
    }
  }
  return challenges
}
