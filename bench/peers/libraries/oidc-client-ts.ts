// https://authts.github.io/oidc-client-ts/ (UserManager, WebStorageStateStore, DPoP)
import { IndexedDbDPoPStore, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import type { Create } from '../library.js'

export const create: Create = ({ issuer, clientId, redirectUri, scope, dpop }) => {
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    userStore: new WebStorageStateStore({ store: localStorage }),
    ...(dpop && { dpop: { bind_authorization_code: false, store: new IndexedDbDPoPStore() } }),
  })

  async function signedIn(): Promise<User> {
    const user = await manager.getUser()
    if (user && !user.expired) return user
    const renewed = user && (await manager.signinSilent())
    if (!renewed) throw new Error('signed out')
    return renewed
  }

  return {
    signIn: () => manager.signinRedirect(),
    callback: () => manager.signinRedirectCallback(),
    token: async () => (await signedIn()).access_token,
    fetch: async (url) => {
      const user = await signedIn()
      const proof = await manager.dpopProof(url, user)
      const headers = proof
        ? { authorization: `DPoP ${user.access_token}`, dpop: proof }
        : { authorization: `Bearer ${user.access_token}` }
      return fetch(url, { headers })
    },
  }
}
