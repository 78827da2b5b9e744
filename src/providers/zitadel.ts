import { openIdUser } from './open-id-user.js'
import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `url`: `https://my-instance.zitadel.cloud`, or your own. */
export function zitadelProvider(url: string): Provider<OpenIdScope> {
  const { offline, ...rest } = platform
  return {
    ...rest,
    id: 'zitadel',
    name: 'ZITADEL',
    issuer: readUrl('url', url),
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    // The claims of profile and email are not in its ID Tokens unless the app says so.
    profile: { requests: [{}], parse: ([me], claims) => openIdUser(me, claims) },
  }
}

/** The options of `zitadel`: those of every preset, and its own. */
export interface ZitadelOptions extends PresetOptions<OpenIdScope> {
  /** `https://my-instance.zitadel.cloud`, or your own. */
  readonly url: string
}

/** ZITADEL, an app of type "User Agent" with PKCE. */
export function zitadel({ url, ...options }: ZitadelOptions): Preset {
  return presetOf(zitadelProvider(url), options)
}

export const zitadelAbout: About = {
  console: 'https://zitadel.cloud/',
  steps: [
    'In a project create an application of type "User Agent", with "PKCE".',
    'Enter your page as redirect URI and as post logout URI: https://app.example.com/; in a second ' +
      'registration, for development, http://localhost:5173/ with "Development Mode".',
    'Under "Token Settings" turn on "Refresh Token", and choose JWT as auth token type if your API reads it.',
    'Copy the URL of the instance and the client ID into the page.',
  ],
  notes: ['The header DPoP is not among those that its CORS lets through.'],
  unverified: [],
  checkedOn: '2026-11-22',
}
