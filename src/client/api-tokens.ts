import { type Api, mainApi, tokenKeyOf } from '../fetch/targets.js'
import { own } from '../own.js'
import { joinWords } from '../protocol/join-words.js'
import type { SessionRecord } from '../session/record.js'
import type { Settings } from './check-options.js'

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

/** Stands in the key of a token with fewer scopes, and in no other key, whose parts are URIs and scopes. */
const narrower = '\n'

/** The key of a token that has these scopes only, where there are any. Their order makes no other token. */
export function narrowedTokenKey(tokenKey: string, scope?: string | readonly string[]): string {
  const sorted = joinWords(scope).split(' ').sort().join(' ')
  return sorted ? tokenKey + narrower + sorted : tokenKey
}

/** The parameters that make a refresh request bring the access token with this key. */
export function tokenParameters<User>(
  settings: Settings<User>,
  { requestedScope }: SessionRecord,
  tokenKey: string,
): Readonly<Record<string, string>> {
  const { apis, scopeText } = settings
  const [token = '', narrowed] = tokenKey.split(narrower)
  const only = narrowed !== undefined && { scope: narrowed }
  if (!token) return own({ ...loginResource(settings), ...only })
  const { resource, audience, scope } = apis.find((api) => tokenKeyOf(api) === token) ?? own<Partial<Api>>({})
  // Scopes that an API asked for by a challenge, and that the person granted since, are not in the
  // configuration.
  const configured = scopeText.split(' ')
  const since = (requestedScope ?? '').split(' ').filter((word) => !configured.includes(word))
  return own({
    ...(resource && { resource }),
    ...(audience && { audience }),
    ...(scope && { scope: joinWords(scope, since) }),
    ...only,
  })
}
