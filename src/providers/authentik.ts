import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `url`: where authentik is; `application`: the slug of the application. */
export function authentikProvider(url: string, application: string): Provider<OpenIdScope> {
  const { offline, ...rest } = platform
  return {
    ...rest,
    id: 'authentik',
    name: 'authentik',
    // The slash at the end belongs to it.
    issuer: `${readUrl('url', url)}/application/o/${encodeURIComponent(application)}/`,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    verified: false,
  }
}

/** The options of `authentik`: those of every preset, and its own. */
export interface AuthentikOptions extends PresetOptions<OpenIdScope> {
  /** Where authentik is: `https://auth.example.com`. */
  readonly url: string
  /** The slug of the application. */
  readonly application: string
}

/** authentik, an OAuth2/OpenID provider of client type "Public". */
export function authentik({ url, application, ...options }: AuthentikOptions): Preset {
  return presetOf(authentikProvider(url, application), options)
}

export const authentikAbout: About = {
  console: 'https://{your authentik}/if/admin/',
  steps: [
    'Create an application with a provider of type "OAuth2/OpenID".',
    'Set the client type to "Public".',
    'Enter your page as redirect URI, "strict": https://app.example.com/. CORS follows it.',
    'Under "Advanced protocol settings" add the scope mapping "offline_access", for refresh tokens.',
    'Copy the slug of the application and the client ID into the page.',
  ],
  notes: ['Slashes at the end matter, in the issuer as in the endpoints.'],
  unverified: ['endpoints (from memory; discovered)', 'iss in the callback (not found)'],
  checkedOn: '2026-11-22',
}
