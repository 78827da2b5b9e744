import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `domain`: the AuthKit domain, `my-app.authkit.app`. */
export function workosProvider(domain: string): Provider<OpenIdScope> {
  const { offline, ...rest } = platform
  return {
    ...rest,
    id: 'workos',
    name: 'WorkOS',
    issuer: readUrl('domain', domain),
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    revoke: 'none',
    revokeFromPage: false,
    endSession: 'own',
    verified: false,
  }
}

/** The options of `workos`: those of every preset, and its own. */
export interface WorkosOptions extends PresetOptions<OpenIdScope> {
  /** The AuthKit domain: `my-app.authkit.app`, or your own. */
  readonly domain: string
}

/** WorkOS Connect on AuthKit, an OAuth application that is public. */
export function workos({ domain, ...options }: WorkosOptions): Preset {
  return presetOf(workosProvider(domain), options)
}

export const workosAbout: About = {
  console: 'https://dashboard.workos.com/',
  steps: [
    'Under "Connect" create an OAuth application, public, with PKCE.',
    'Add the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://localhost:5173/.',
    'Allow the origin of the page.',
    'Copy the AuthKit domain and the client ID into the page.',
  ],
  notes: [
    'Its User Management API (authkit-js) is another protocol: JSON in, JSON out. This is Connect, ' +
      'which is OpenID Connect.',
  ],
  unverified: [
    'public clients of Connect (not stated)',
    'CORS (inferred from the official browser SDK)',
    'discovery (from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
