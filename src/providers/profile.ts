import { AuthError } from '../errors.js'
import { own } from '../own.js'
import type { ServerMetadata } from '../protocol/metadata.js'
import type { Profile, ProfileRequest, ProviderClaims } from './provider.js'

/** What is at hand after a login: the `ProfileLogin` of a client's `profile`. */
export interface ProfileLogin {
  /** The claims of the ID Token, where there is one. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** The metadata of the authorization server. */
  readonly server: ServerMetadata
  /**
   * Sends a GET, or the request that `init` describes, with the access token, and resolves to the JSON of the
   * answer. Rejects for every answer that is not a 2xx with JSON.
   */
  readonly fetchJson: (url: string, init?: RequestInit) => Promise<unknown>
}

/** Asks what a provider's profile wants to know, all at once, and reads the answers. */
export function readProviderProfile({
  requests,
  parse,
}: Profile): (login: ProfileLogin) => Promise<ProviderClaims> {
  return async ({ claims, server, fetchJson }) => {
    const answers = await Promise.all(requests.map(ask))
    return parse(answers, claims)

    async function ask(request: ProfileRequest): Promise<unknown> {
      const { url = server.userinfo_endpoint, optional, ...init } = own(request)
      try {
        if (!url) {
          const reason = `no-userinfo: ${server.issuer}`
          throw new AuthError('configuration', { option: 'profile', reason })
        }
        return await fetchJson(url, init)
      } catch (error) {
        if (optional) return undefined
        throw error
      }
    }
  }
}
