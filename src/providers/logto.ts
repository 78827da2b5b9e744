import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `url`: `https://my-tenant.logto.app`, or your own. */
export function logtoProvider(url: string): Provider<OpenIdScope> {
  return {
    ...platform,
    id: 'logto',
    name: 'Logto',
    issuer: `${readUrl('url', url)}/oidc`,
    scopes: ['openid', 'profile', 'offline_access'],
    offline: { params: { prompt: 'consent' } },
    verified: false,
  }
}

/** The options of `logto`: those of every preset, and its own. */
export interface LogtoOptions extends PresetOptions<OpenIdScope> {
  /** `https://my-tenant.logto.app`, or your own. */
  readonly url: string
}

/**
 * Logto, application type "Single page app". `offline: true` adds the `prompt=consent` that a refresh token
 * may need there.
 */
export function logto({ url, ...options }: LogtoOptions): Preset {
  return presetOf(logtoProvider(url), options)
}

export const logtoAbout: About = {
  console: 'https://cloud.logto.io/',
  steps: [
    'Create an application of type "Single page app".',
    'Enter your page as redirect URI and as post sign-out redirect URI: https://app.example.com/; in a ' +
      'second registration, for development, http://localhost:5173/.',
    'Copy endpoint and app ID into the page.',
  ],
  notes: [
    'An access token for your API needs its resource indicator: apis: [{ url, resource }].',
    'CORS follows the redirect URIs; more origins under "CORS allowed origins".',
  ],
  unverified: ['endpoints (from memory; discovered)', 'DPoP and PAR (not found)'],
  checkedOn: '2026-11-22',
}
