import type { ProviderClaims } from './provider.js'
import { record, subject, text } from './user.js'

/**
 * The answer of a userinfo endpoint (OpenID Connect Core, section 5.3.2), on top of what the ID Token says.
 */
export function openIdUser(
  answer: unknown,
  claims: Readonly<Record<string, unknown>> | undefined,
): ProviderClaims {
  const said = record(answer)
  // Without a `sub` nobody knows whom it is about.
  const all: Readonly<Record<string, unknown>> =
    said.sub === undefined ? { ...claims } : { ...claims, ...said }
  return {
    sub: subject(all.sub),
    ...text('name', all.name ?? all.preferred_username),
    ...text('preferred_username', all.preferred_username),
    ...text('picture', all.picture),
    ...text('email', all.email),
    ...(all.email_verified !== undefined && { email_verified: `${all.email_verified}` === 'true' }),
    raw: said,
  }
}
