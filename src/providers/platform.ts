import type { Provider } from './provider.js'

/**
 * The scopes of OpenID Connect Core (sections 3.1.2.1, 5.4 and 11) that an editor suggests. The option
 * `scope` takes other names as well.
 */
export type OpenIdScope = 'openid' | 'profile' | 'email' | 'address' | 'phone' | 'offline_access'

/**
 * An identity platform that follows OpenID Connect: discovered, with a client of type "single-page app",
 * without a secret.
 */
export const platform: Omit<Provider<OpenIdScope>, 'id' | 'name' | 'issuer'> = {
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'post',
  scopes: ['openid', 'profile', 'email'],
  offline: { scope: 'offline_access' },
  refresh: { tokens: 'rotating' },
  revoke: 'rfc7009',
  revokeFromPage: true,
  endSession: 'rp-initiated',
  redirectRules: { loopback: 'any' },
  verified: true,
}
