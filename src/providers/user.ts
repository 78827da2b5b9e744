import { own } from '../own.js'
import type { ProviderUser } from './provider.js'

/**
 * The standard claims (OpenID Connect Core, section 5.1), whoever issued them, and all that there is in
 * `raw`.
 */
export function toProviderUser(
  claims: Readonly<Record<string, unknown>> & { readonly sub?: string },
): ProviderUser {
  const { sub, name, preferred_username, picture, email, email_verified, raw } = own(claims)
  // A user of a preset is somebody: without an identity the login is refused.
  if (!sub) throw new TypeError("This server says nothing of who signed in. Add 'openid' to the scope.")
  return {
    sub,
    ...text('name', name ?? preferred_username),
    ...text('preferred_username', preferred_username),
    ...text('picture', picture),
    ...text('email', email),
    // Apple says 'true'.
    ...(email_verified !== undefined && { email_verified: `${email_verified}` === 'true' }),
    raw: isRecord(raw) ? raw : claims,
  }
}

/** A member where there is something to say, and none where a provider says `null` or the empty string. */
export function text<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string } {
  return (typeof value === 'string' && value ? { [name]: value } : {}) as { readonly [N in Name]?: string }
}

/** Who it is, as a provider's own id; nobody where it says none, which is refused. */
export function subject(id: unknown): string {
  return typeof id === 'string' || typeof id === 'number' ? `${id}` : ''
}

/** What somebody says, as an object whose members are read one by one. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return own(isRecord(value) ? value : {})
}

/** The members of a list that are objects. */
export function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord).map(own) : []
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && !!value && !Array.isArray(value)
}
