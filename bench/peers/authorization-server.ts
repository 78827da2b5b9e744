import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Adapter, AdapterPayload, Configuration } from 'oidc-provider'
import { Provider } from 'oidc-provider'
import { offlineAccessWithoutConsent } from '../../src/vite/offline-access.js'
import { lifetimeSeconds } from './lifetime.js'

const key = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid: 'one',
  alg: 'RS256',
  use: 'sig',
}

/** A real `oidc-provider`, at which everybody is signed in without a question. */
export function createAuthorizationServer(options: {
  readonly issuer: string
  readonly clientId: string
  readonly app: string
  readonly api: string
}): RequestListener {
  const { issuer, clientId, app, api } = options
  const provider = new Provider(issuer, configuration(clientId, app, api))
  const answer = provider.callback()

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt } = await provider.interactionDetails(request, response)
    const result = prompt.name === 'login' ? { login: { accountId: 'ada' } } : { consent: {} }
    await provider.interactionFinished(request, response, result)
  }

  return (request, response) => {
    if (request.url?.startsWith('/interaction/')) void signIn(request, response)
    else void answer(request, response)
  }
}

function configuration(clientId: string, app: string, api: string): Configuration {
  return {
    adapter: memory(),
    jwks: { keys: [key] },
    clients: [
      {
        client_id: clientId,
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['/', '/callback', '/redirect.html', '/silent-check-sso.html'].map(
          (path) => app + path,
        ),
        post_logout_redirect_uris: [`${app}/`],
      },
    ],
    scopes: ['openid', 'offline_access', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: 'Ada Lovelace' }) }),
    clientBasedCORS: () => true,
    // As a server of one's own organization does: nobody is asked for consent.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session?.accountId ?? '',
        clientId: oidc.client?.clientId ?? '',
      })
      grant.addOIDCScope('openid profile offline_access')
      grant.addResourceScope(api, 'openid profile offline_access')
      await grant.save()
      return grant
    },
    extraParams: offlineAccessWithoutConsent,
    issueRefreshToken: async () => true,
    // A refresh token is good once. Who uses it again ends the whole grant.
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    ttl: {
      AccessToken: lifetimeSeconds,
      IdToken: lifetimeSeconds,
      AuthorizationCode: 60,
      Interaction: 600,
      RefreshToken: 14 * 24 * 3600,
      Grant: 14 * 24 * 3600,
      Session: 14 * 24 * 3600,
    },
    cookies: {
      long: { httpOnly: true, sameSite: 'none', secure: true },
      short: { httpOnly: true, sameSite: 'none', secure: true },
      keys: [randomBytes(32).toString('base64url')],
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true, requireNonce: () => false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => api,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: 'openid profile offline_access',
          audience: api,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifetimeSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  }
}

/** Everything that this server has to remember, for as long as it runs. */
function memory(): (name: string) => Adapter {
  const records = new Map<string, AdapterPayload>()
  return (name) => {
    const find = async (id: string): Promise<AdapterPayload | undefined> => records.get(`${name} ${id}`)
    const findBy = async (member: string, value: string): Promise<AdapterPayload | undefined> =>
      [...records].find(([id, record]) => id.startsWith(`${name} `) && record[member] === value)?.[1]
    return {
      upsert: async (id, payload) => void records.set(`${name} ${id}`, payload),
      find,
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (code) => findBy('userCode', code),
      consume: async (id) => {
        const record = await find(id)
        if (record) record.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async (id) => void records.delete(`${name} ${id}`),
      revokeByGrantId: async (grantId) => {
        for (const [id, record] of records) if (record.grantId === grantId) records.delete(id)
      },
    }
  }
}
