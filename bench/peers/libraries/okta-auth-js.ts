// https://github.com/okta/okta-auth-js (README.md: running as a service, DPoP)
import { OktaAuth } from '@okta/okta-auth-js'
import { type Create, fetchWith } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope, dpop }) => {
  const okta = new OktaAuth({
    issuer,
    clientId,
    redirectUri,
    scopes: scope.split(' '),
    authorizeUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    dpop,
  })
  if (!okta.isLoginRedirect()) await okta.start()

  async function token(): Promise<string> {
    const accessToken = await okta.getOrRenewAccessToken()
    if (accessToken === null) throw new Error('signed out')
    return accessToken
  }

  return {
    signIn: () => okta.signInWithRedirect(),
    callback: async () => {
      okta.tokenManager.setTokens((await okta.token.parseFromUrl()).tokens)
      await okta.start()
    },
    token,
    fetch: async (url) => {
      if (!dpop) return fetchWith(token)(url)
      await token()
      const { Authorization, Dpop } = await okta.getDPoPAuthorizationHeaders({ url, method: 'GET' })
      return fetch(url, { headers: { authorization: Authorization, dpop: Dpop } })
    },
  }
}
