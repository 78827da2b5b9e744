// https://github.com/AzureAD/microsoft-authentication-library-for-js (msal-browser: README.md, docs/)
import { ProtocolMode, PublicClientApplication } from '@azure/msal-browser'
import { type Create, fetchWith } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope }) => {
  const msal = new PublicClientApplication({
    auth: { clientId, authority: issuer, knownAuthorities: [new URL(issuer).host], redirectUri },
    cache: { cacheLocation: 'localStorage' },
    system: { protocolMode: ProtocolMode.OIDC },
  })
  await msal.initialize()
  await msal.handleRedirectPromise()
  const request = { scopes: scope.split(' ') }

  async function token(): Promise<string> {
    const [account] = msal.getAllAccounts()
    if (account === undefined) throw new Error('signed out')
    const page = `${location.origin}/redirect.html`
    return (await msal.acquireTokenSilent({ ...request, account, redirectUri: page })).accessToken
  }

  return {
    signIn: () => msal.loginRedirect(request),
    callback: async () => {},
    token,
    fetch: fetchWith(token),
  }
}
