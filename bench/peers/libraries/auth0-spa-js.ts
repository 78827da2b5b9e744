// https://github.com/auth0/auth0-spa-js (README.md; EXAMPLES.md: refresh tokens, local storage, DPoP)
import { createAuth0Client } from '@auth0/auth0-spa-js'
import { type Create, fetchWith } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope, dpop }) => {
  const auth0 = await createAuth0Client({
    domain: new URL(issuer).host,
    clientId,
    cacheLocation: 'localstorage',
    useRefreshTokens: true,
    useDpop: dpop,
    authorizationParams: { redirect_uri: redirectUri, scope },
  })
  const token = async (): Promise<string> => (await auth0.getTokenSilently()) ?? ''
  const fetcher = auth0.createFetcher({ dpopNonceId: 'api' })
  return {
    signIn: () => auth0.loginWithRedirect(),
    callback: () => auth0.handleRedirectCallback(),
    token,
    fetch: dpop ? (url) => fetcher.fetchWithAuth(url) : fetchWith(token),
  }
}
