// https://www.keycloak.org/securing-apps/javascript-adapter
import Keycloak from 'keycloak-js'
import { type Create, fetchWith } from '../library.js'

export const create: Create = async ({ issuer, clientId, redirectUri, scope }) => {
  const keycloak = new Keycloak({ oidcProvider: issuer, clientId })
  await keycloak.init({
    onLoad: 'check-sso',
    silentCheckSsoRedirectUri: `${location.origin}/silent-check-sso.html`,
    silentCheckSsoFallback: false,
    checkLoginIframe: false,
    redirectUri,
    scope,
  })

  async function token(): Promise<string> {
    await keycloak.updateToken(30)
    if (keycloak.token === undefined) throw new Error('signed out')
    return keycloak.token
  }

  return {
    signIn: () => keycloak.login(),
    callback: async () => {},
    token,
    fetch: fetchWith(token),
  }
}
