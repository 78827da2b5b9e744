// https://docs.logto.io/quick-starts/vanilla-js
import LogtoClient from '@logto/browser'
import { type Create, fetchWith } from '../library.js'

export const create: Create = ({ issuer, clientId, redirectUri }) => {
  const logto = new LogtoClient({ endpoint: issuer, appId: clientId })
  const token = (): Promise<string> => logto.getAccessToken()
  return {
    signIn: () => logto.signIn(redirectUri),
    callback: () => logto.handleSignInCallback(location.href),
    token,
    fetch: fetchWith(token),
  }
}
