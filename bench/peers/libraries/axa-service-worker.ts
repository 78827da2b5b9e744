// https://github.com/AxaFrance/oidc-client (packages/oidc-client/README.md), with the service worker
import { OidcClient } from '@axa-fr/oidc-client'
import type { Create } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope }) => {
  const client = OidcClient.getOrCreate(() => fetch)({
    authority: issuer,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    service_worker_relative_url: '/OidcServiceWorker.js',
    service_worker_only: true,
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
    fetch: (url) => client.fetchWithTokens(fetch)(url),
  }
}
