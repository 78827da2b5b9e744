// oidc-provider as it comes: its own sign-in and consent pages, rotation and reuse detection as it decides
// them.

import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import Provider from 'oidc-provider'
import { accessTokenSeconds, onStop, port, postLogoutRedirectUris, ready, redirectUris } from '../common.mjs'

const issuer = `http://127.0.0.1:${port}`
const { version } = createRequire(import.meta.url)('oidc-provider/package.json')
const api = { clientId: 'api', clientSecret: randomBytes(32).toString('hex') }

const page = {
  application_type: 'web',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: redirectUris,
  post_logout_redirect_uris: postLogoutRedirectUris,
}

const provider = new Provider(issuer, {
  clients: [
    { client_id: 'spa', ...page },
    { client_id: 'spa-bound', dpop_bound_access_tokens: true, ...page },
    {
      client_id: api.clientId,
      client_secret: api.clientSecret,
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  findAccount: (_ctx, sub) => ({
    accountId: sub,
    claims: () => ({ sub, name: 'Alice Liddell', email: 'alice@example.test', email_verified: true }),
  }),
  clientBasedCORS: () => true,
  cookies: { keys: [randomBytes(32).toString('hex')] },
  ttl: { AccessToken: accessTokenSeconds },
  features: {
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId === api.clientId },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
})

const server = provider.listen(port, '127.0.0.1', () => {
  ready({ version, issuer, clientId: 'spa', boundClientId: 'spa-bound', introspection: api })
})
onStop(() => {
  server.closeAllConnections()
  server.close()
})
