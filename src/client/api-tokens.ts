import { type Api, mainApi, tokenName } from '../fetch/targets.js'
import { own } from '../own.js'
import { words } from '../protocol/words.js'
import type { SessionRecord } from '../session/record.js'
import type { Settings } from './options.js'

/**
 * The `resource` parameters of an authorization request: every resource that a token will be wanted for (RFC
 * 8707, section 2.1), since a server may issue no token later for a resource that was not granted at the
 * login.
 */
export function resourceParameters<User>({ apis }: Settings<User>): [string, string][] {
  const resources = apis.map(({ resource }) => resource).filter((resource) => resource !== undefined)
  return [...new Set(resources)].map((resource) => ['resource', resource])
}

/** The audience of the login's own token, for servers that take one. */
export function loginAudience<User>({ apis }: Settings<User>): string | undefined {
  return mainApi(apis)?.audience
}

/** Which of the granted resources the login's own token is for (RFC 8707, section 2.2). */
export function loginResource<User>({ apis }: Settings<User>): { readonly resource?: string } {
  const resource = mainApi(apis)?.resource
  return own(resource ? { resource } : {})
}

/** The parameters that make a refresh request bring the access token with this key. */
export function tokenParameters<User>(
  settings: Settings<User>,
  { requestedScope }: SessionRecord,
  token: string,
): Readonly<Record<string, string>> {
  const { apis, scopeText } = settings
  if (!token) return loginResource(settings)
  const { resource, audience, scope } = apis.find((api) => tokenName(api) === token) ?? own<Partial<Api>>({})
  // Scopes that an API asked for by a challenge, and that the person granted since, are not in the
  // configuration.
  const configured = scopeText.split(' ')
  const since = (requestedScope ?? '').split(' ').filter((word) => !configured.includes(word))
  return own({
    ...(resource && { resource }),
    ...(audience && { audience }),
    ...(scope && { scope: words(scope, since) }),
  })
}
