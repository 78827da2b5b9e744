import { own } from '../own.js'
import { openIdUser } from './open-id-user.js'
import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/**
 * `domain`: `dev-1.okta.com`. Without `authorizationServer` it is the org's own, whose access tokens are for
 * Okta alone.
 */
export function oktaProvider(domain: string, authorizationServer?: string): Provider<OpenIdScope> {
  const org = readUrl('domain', domain)
  return {
    ...platform,
    id: 'okta',
    name: 'Okta',
    issuer: authorizationServer ? `${org}/oauth2/${authorizationServer}` : org,
    // Its ID Tokens are thin where an access token comes along.
    profile: { requests: [{}], parse: ([me], claims) => openIdUser(me, claims) },
    verified: false,
  }
}

/** The options of `okta`: those of every preset, and its own. */
export interface OktaOptions extends PresetOptions<OpenIdScope> {
  /** `dev-1.okta.com`, or your own. */
  readonly domain: string
  /** The id of a custom authorization server, or `false` for the org's own. Default: `default`. */
  readonly authorizationServer?: string | false
}

/** Okta, application type "Single-Page Application". */
export function okta(options: OktaOptions): Preset {
  const { domain, authorizationServer = 'default', ...rest } = own(options)
  return presetOf(oktaProvider(domain, authorizationServer || undefined), rest)
}

export const oktaAbout: About = {
  console: 'https://login.okta.com/',
  steps: [
    'Create an app integration: "OIDC", then "Single-Page Application".',
    'Enter your page as sign-in and sign-out redirect URI: https://app.example.com/; in a second ' +
      'registration, for development, http://localhost:5173/.',
    'Check "Refresh Token" as grant type, with rotation, and use `offline: true`.',
    'Under "Security", "API", "Trusted Origins" add the origin of the page, with CORS.',
    'Copy domain and client ID into the page.',
  ],
  notes: [
    "The org's own authorization server issues access tokens that only Okta can read: use a custom " +
      'one for your API.',
    'It supports DPoP, and wants a nonce of the server.',
  ],
  unverified: [
    'endpoints and CORS (from memory)',
    'thin ID Tokens (from memory)',
    'PAR (from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
