// https://github.com/AxaFrance/oidc-client (packages/oidc-client/README.md), without the service worker
import { OidcClient } from '@axa-fr/oidc-client'
import type { Create } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope, dpop }) => {
  const client = OidcClient.getOrCreate(() => fetch)({
    authority: issuer,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    storage: localStorage,
    demonstrating_proof_of_possession: dpop,
  })
  await client.tryKeepExistingSessionAsync()

  return {
    signIn: () => client.loginAsync('/'),
    callback: () => client.loginCallbackAsync(),
    token: async () => {
      const valid = await client.getValidTokenAsync()
      if (!valid?.tokens) throw new Error('signed out')
      return valid.tokens.accessToken
    },
    fetch: (url) => client.fetchWithTokens(fetch, dpop)(url),
  }
}
