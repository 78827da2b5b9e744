/** What the elements show of the person who is signed in. */
export interface Person {
  /** The person's name, whose initials are shown until there is a picture that has loaded. */
  readonly name: string
  /** Below the name: the email address, the handle. */
  readonly detail?: string
  /** The URL of the person's picture. Default: the initials are shown. */
  readonly picture?: string
}

/** Reads the standard claims (OpenID Connect Core, section 5.1) of a user that may be of any shape. */
export function personOf(user: unknown): Person {
  const claims = (typeof user === 'object' && user !== null ? user : {}) as Readonly<Record<string, unknown>>
  const text = (name: string): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' && value.trim() ? value.trim() : undefined
  }
  const full = [text('given_name'), text('family_name')].filter(Boolean).join(' ') || undefined
  const handle = text('preferred_username') ?? text('nickname')
  const email = text('email')
  const name = text('name') ?? full ?? handle ?? email ?? text('sub') ?? '?'
  const detail = email ?? handle
  const picture = text('picture')
  return { name, ...(detail && detail !== name && { detail }), ...(picture && { picture }) }
}

/** "AL" for Ada Lovelace: the first letter of the first word and of the last. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => /\p{L}|\p{N}/u.test(word))
  const chosen = words.length > 1 && !name.includes('@') ? [words[0], words.at(-1)] : [words[0]]
  return chosen
    .map((word = '') => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '')
    .join('')
    .toLocaleUpperCase()
}
