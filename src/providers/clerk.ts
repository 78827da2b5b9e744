import { openIdUser } from './open-id-user.js'
import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/**
 * The scopes of Clerk that an editor suggests: those of OpenID Connect, and one for the organisation. The
 * option `scope` takes other names as well.
 */
export type ClerkScope = OpenIdScope | 'user:org:read'

/** `url`: the Frontend API URL, `https://clerk.example.com`. */
export function clerkProvider(url: string): Provider<ClerkScope> {
  return {
    ...platform,
    id: 'clerk',
    name: 'Clerk',
    issuer: readUrl('url', url),
    pkce: 'required',
    profile: { requests: [{ optional: true }], parse: ([me], claims) => openIdUser(me, claims) },
    refresh: { tokens: 'unknown' },
    endSession: 'none',
    verified: false,
  }
}

/** The options of `clerk`: those of every preset, and its own. */
export interface ClerkOptions extends PresetOptions<ClerkScope> {
  /** The Frontend API URL: `https://clerk.example.com`. */
  readonly url: string
}

/**
 * Clerk as an identity provider, an OAuth application that is "Public". The client id may be the URL of a
 * client metadata document.
 */
export function clerk({ url, ...options }: ClerkOptions): Preset {
  return presetOf(clerkProvider(url), options)
}

export const clerkAbout: About = {
  console: 'https://dashboard.clerk.com/last-active?path=oauth-applications',
  steps: [
    'Add an OAuth application, and turn on "Public".',
    'Add the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://localhost:5173/.',
    'Check the scopes openid, profile and email.',
    'Copy the Frontend API URL and the client ID into the page. `offline: true` asks for a refresh token.',
  ],
  notes: ['The scope user:org:read brings the organisation.'],
  unverified: [
    'CORS (not found; the documents say that pages are supported)',
    'some endpoints (from memory; discovered)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
