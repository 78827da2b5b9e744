import type { SessionRecord } from '../session/record.js'

/** Replaces the tokens and the claims of persons that were seen here, wherever they stand in a text. */
export interface Redactor {
  /** Remembers what is in a record, also after its session has ended. */
  learn(record: SessionRecord | undefined): void
  redact(text: string): string
}

/** Claims that are about the server and the client, not about the person. */
const impersonal: ReadonlySet<string> = new Set(['iss', 'aud', 'azp', 'acr', 'amr'])

export function createRedactor(): Redactor {
  const placeholders = new Map<string, string>()

  function note(value: unknown, placeholder: string): void {
    if (typeof value === 'string' && value !== '') placeholders.set(value, placeholder)
  }

  return {
    learn(record) {
      if (!record) return
      const { tokens, refreshToken, idToken, claims } = record
      for (const { value } of Object.values(tokens)) note(value, '[access token]')
      note(refreshToken, '[refresh token]')
      note(idToken, '[ID Token]')
      for (const [name, value] of Object.entries(claims)) {
        if (!impersonal.has(name)) note(value, `[${name}]`)
      }
    },
    redact(text) {
      // The longest first: an e-mail address may begin with the name of the person.
      const longestFirst = [...placeholders].sort(([a], [b]) => b.length - a.length)
      return longestFirst.reduce((redacted, [value, to]) => replaceWords(redacted, value, to), text)
    },
  }
}

/** Replaces a value where it stands by itself: who is called "ada" does not change the word "metadata". */
function replaceWords(text: string, value: string, placeholder: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), () => placeholder)
}
