import type { Provider } from '../../src/providers/provider.js'

/** A provider that follows the standards, and wants a secret. */
export const acme: Provider = {
  id: 'acme',
  name: 'Acme',
  issuer: 'https://acme.test',
  endpoints: {
    authorization: 'https://acme.test/authorize',
    token: 'https://acme.test/token',
    revocation: 'https://acme.test/revoke',
    userinfo: 'https://acme.test/user',
  },
  issMode: 'compared',
  pkce: 'required',
  mode: 'server',
  tokenAuth: 'post',
  scopes: ['openid', 'read'],
  refresh: { tokens: 'rotating' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: true,
}
