import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `url`: where Keycloak is, before `/realms/`. */
export function keycloakProvider(url: string, realm: string): Provider<OpenIdScope> {
  return {
    ...platform,
    id: 'keycloak',
    name: 'Keycloak',
    issuer: `${readUrl('url', url)}/realms/${encodeURIComponent(realm)}`,
    // A refresh token comes unasked and ends with Keycloak's session; `offline_access` asks for one that
    // outlives it.
    refresh: { tokens: 'unknown' },
    verified: false,
  }
}

/** The options of `keycloak`: those of every preset, and its own. */
export interface KeycloakOptions extends PresetOptions<OpenIdScope> {
  /**
   * Where Keycloak is, before `/realms/`: `https://sso.example.com`, or `https://sso.example.com/auth` before
   * version 17.
   */
  readonly url: string
  /** The name of the realm, as it stands in the URL after `/realms/`. */
  readonly realm: string
}

/** Keycloak, a client with "Client authentication" off. */
export function keycloak({ url, realm, ...options }: KeycloakOptions): Preset {
  return presetOf(keycloakProvider(url, realm), options)
}

export const keycloakAbout: About = {
  console: 'https://{your Keycloak}/admin/',
  steps: [
    'In your realm create a client of type "OpenID Connect", with "Client authentication" off and ' +
      '"Standard flow" on.',
    'Enter your page as valid redirect URI and valid post logout redirect URI, without a wildcard: ' +
      'https://app.example.com/.',
    'Set "Web origins" to +, which means the origins of the redirect URIs.',
    'Under "Advanced" set "Proof Key for Code Exchange Code Challenge Method" to S256.',
    'In the realm under "Tokens" turn on "Revoke Refresh Token", so that refresh tokens rotate.',
  ],
  notes: [
    'Without `offline: true` a refresh token ends with the session in Keycloak: 30 minutes idle, 10 ' +
      'hours at most by default.',
    'It supports DPoP.',
    'Its answers carry iss; a client can be set not to.',
  ],
  unverified: ['endpoints and CORS (from memory)', 'PAR (from memory)'],
  checkedOn: '2026-11-22',
}
