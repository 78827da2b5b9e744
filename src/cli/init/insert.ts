/**
 * A text with something put into it. Nothing of the text is changed or taken out: whatever was there is still
 * there, in the same order. Each function returns `undefined` where the place is not exactly one.
 */
export type Insertion = (text: string) => string | undefined

/** After the one match of the pattern. */
export function after(pattern: RegExp, addition: string): Insertion {
  return (text) => {
    const match = onlyMatch(text, pattern)
    return match && insertAt(text, match.index + match[0].length, addition)
  }
}

/** Before the one match of the pattern. */
export function before(pattern: RegExp, addition: string): Insertion {
  return (text) => {
    const match = onlyMatch(text, pattern)
    return match && insertAt(text, match.index, addition)
  }
}

/** Around the one match of the pattern. */
export function around(pattern: RegExp, start: string, end: string): Insertion {
  return (text) => {
    const match = onlyMatch(text, pattern)
    if (match === undefined) return undefined
    return insertAt(insertAt(text, match.index + match[0].length, end), match.index, start)
  }
}

/** At the beginning. */
export function first(addition: string): Insertion {
  return (text) => addition + text
}

/** An import after the last one, in the file's own quotes and with its semicolons, or none. */
export function addImport(what: string, from: string): Insertion {
  return (text) => {
    const lines = [...text.matchAll(/^import\s[^\n]*(?:\n(?! *import\b)[^\n]*?(?=from))?[^\n]*\n/gm)]
    const last = lines.at(-1)
    const quote = last?.[0].includes('"') ? '"' : "'"
    const end = last?.[0].trimEnd().endsWith(';') ? ';' : ''
    const line = `import ${what}${what && ' from '}${quote}${from}${quote}${end}\n`
    if (last === undefined) return line + (text.startsWith('\n') || text === '' ? text : `\n${text}`)
    return insertAt(text, last.index + last[0].length, line)
  }
}

/** The first of several ways that finds its place. */
export function either(...ways: readonly Insertion[]): Insertion {
  return (text) => {
    for (const way of ways) {
      const result = way(text)
      if (result !== undefined) return result
    }
    return undefined
  }
}

/** All of them, one after the other; nothing at all where one of them finds no place. */
export function insertAll(text: string, insertions: readonly Insertion[]): string | undefined {
  let result: string | undefined = text
  for (const insertion of insertions) result = result === undefined ? undefined : insertion(result)
  return result
}

function onlyMatch(
  text: string,
  pattern: RegExp,
): (RegExpMatchArray & { readonly index: number }) | undefined {
  const matches = [...text.matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))]
  const [match] = matches
  return matches.length === 1 && match?.index !== undefined
    ? (match as RegExpMatchArray & { readonly index: number })
    : undefined
}

function insertAt(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at)
}
