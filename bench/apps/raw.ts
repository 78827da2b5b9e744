import * as oauth from 'oauth4webapi'
import './settings.js'

// What somebody writes by hand on oauth4webapi, with a lock and localStorage, and no more than it takes.

const { issuer, clientId, api } = window.settings
const scope = 'openid profile offline_access'
const client: oauth.Client = { client_id: clientId }
const insecure = { [oauth.allowInsecureRequests]: true }
const redirectUri = `${location.origin}${location.pathname}`

interface Stored {
  readonly accessToken: string
  readonly expiresAt: number
  readonly refreshToken: string | undefined
}

async function discover(): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
}

function read(): Stored | undefined {
  const text = localStorage.getItem('raw session')
  return text ? JSON.parse(text) : undefined
}

function store({ access_token, expires_in = 0, refresh_token }: oauth.TokenEndpointResponse): string {
  const refreshToken = refresh_token ?? read()?.refreshToken
  const stored: Stored = {
    accessToken: access_token,
    expiresAt: Date.now() + expires_in * 1000,
    refreshToken,
  }
  localStorage.setItem('raw session', JSON.stringify(stored))
  return access_token
}

async function finish(): Promise<void> {
  const pending = sessionStorage.getItem('raw login')
  if (!pending || !location.search.includes('state=')) return
  const { state, nonce, verifier } = JSON.parse(pending)
  const server = await discover()
  const answer = oauth.validateAuthResponse(server, client, new URL(location.href), state)
  history.replaceState(null, '', redirectUri)
  sessionStorage.removeItem('raw login')
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    answer,
    redirectUri,
    verifier,
    insecure,
  )
  store(await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce }))
}

const finished = finish()
let session = read()

function fresh(): string | undefined {
  return session && session.expiresAt - 30_000 > Date.now() ? session.accessToken : undefined
}

async function renew(): Promise<string> {
  return navigator.locks.request('raw renewal', async () => {
    session = read()
    const token = fresh()
    if (token) return token
    if (!session?.refreshToken) throw new Error('signed out')
    const server = await discover()
    const { refreshToken } = session
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      insecure,
    )
    const renewed = store(await oauth.processRefreshTokenResponse(server, client, response))
    session = read()
    return renewed
  })
}

export async function token(): Promise<string> {
  const now = fresh()
  if (now) return now
  await finished
  session = read()
  return renew()
}

export async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  if (new URL(request.url).origin === api) request.headers.set('authorization', `Bearer ${await token()}`)
  return globalThis.fetch(request)
}

export async function login(): Promise<void> {
  const server = await discover()
  const [state, nonce, verifier] = [
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
    oauth.generateRandomCodeVerifier(),
  ]
  sessionStorage.setItem('raw login', JSON.stringify({ state, nonce, verifier }))
  const url = new URL(server.authorization_endpoint ?? '')
  for (const [name, value] of Object.entries({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })) {
    url.searchParams.set(name, value)
  }
  location.assign(url)
}
