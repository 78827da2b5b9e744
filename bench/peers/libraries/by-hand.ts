// https://github.com/panva/oauth4webapi (examples/). What somebody writes by hand on it, with a lock and
// localStorage, and no more than it takes. Longer than the other files, as there is no library to do it.
import * as oauth from 'oauth4webapi'
import { type Create, fetchWith } from '../library.js'

interface Stored {
  readonly accessToken: string
  readonly expiresAt: number
  readonly refreshToken: string | undefined
}

export const create: Create = ({ issuer, clientId, redirectUri, scope }) => {
  const client: oauth.Client = { client_id: clientId }
  let session = read()

  async function discover(): Promise<oauth.AuthorizationServer> {
    const url = new URL(issuer)
    return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url))
  }

  function read(): Stored | undefined {
    const text = localStorage.getItem('session')
    return text ? JSON.parse(text) : undefined
  }

  function store({ access_token, expires_in = 0, refresh_token }: oauth.TokenEndpointResponse): string {
    session = {
      accessToken: access_token,
      expiresAt: Date.now() + expires_in * 1000,
      refreshToken: refresh_token ?? read()?.refreshToken,
    }
    localStorage.setItem('session', JSON.stringify(session))
    return access_token
  }

  function fresh(): string | undefined {
    return session && session.expiresAt - 30_000 > Date.now() ? session.accessToken : undefined
  }

  async function renew(): Promise<string> {
    return navigator.locks.request('renewal', async () => {
      session = read()
      const token = fresh()
      if (token) return token
      if (!session?.refreshToken) throw new Error('signed out')
      const server = await discover()
      const none = oauth.None()
      const response = await oauth.refreshTokenGrantRequest(server, client, none, session.refreshToken)
      return store(await oauth.processRefreshTokenResponse(server, client, response))
    })
  }

  const token = async (): Promise<string> => fresh() ?? renew()

  return {
    signIn: async () => {
      const server = await discover()
      const login = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
      }
      sessionStorage.setItem('login', JSON.stringify(login))
      const url = new URL(server.authorization_endpoint ?? '')
      url.search = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope,
        state: login.state,
        nonce: login.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(login.verifier),
        code_challenge_method: 'S256',
      }).toString()
      location.assign(url)
    },
    callback: async () => {
      const { state, nonce, verifier } = JSON.parse(sessionStorage.getItem('login') ?? '{}')
      const server = await discover()
      const answer = oauth.validateAuthResponse(server, client, new URL(location.href), state)
      history.replaceState(undefined, '', redirectUri)
      const none = oauth.None()
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        none,
        answer,
        redirectUri,
        verifier,
      )
      const expected = { expectedNonce: nonce }
      store(await oauth.processAuthorizationCodeResponse(server, client, response, expected))
    },
    token,
    fetch: fetchWith(token),
  }
}
