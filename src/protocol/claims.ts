/** A subject identifier: 255 ASCII characters at most (OpenID Connect Core 1.0, section 2). */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value)
}

const texts = ['name', 'given_name', 'family_name', 'preferred_username', 'nickname', 'picture', 'email']

/**
 * Reads claims whose standard members have the types that OpenID Connect Core 1.0 (section 5.1) and the type
 * `Claims` say. A member of another type counts as absent, so that nobody is kept out because of it. Some
 * servers write `"true"` for `true`.
 */
export function readClaims<T extends object>(claims: T): T {
  const fits = ([name, value]: [string, unknown]): boolean =>
    texts.includes(name)
      ? typeof value === 'string'
      : name !== 'email_verified' || [true, false, 'true', 'false'].includes(value as string)
  const read = Object.fromEntries(Object.entries(claims).filter(fits))
  if (Object.hasOwn(read, 'email_verified')) read.email_verified = `${read.email_verified}` === 'true'
  return read as T
}
