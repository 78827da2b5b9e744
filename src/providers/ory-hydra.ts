import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/**
 * The scopes of Ory Hydra that an editor suggests: those of OpenID Connect, and `offline`. The option `scope`
 * takes other names as well.
 */
export type OryHydraScope = OpenIdScope | 'offline'

/** `url`: Hydra's public address. */
export function oryHydraProvider(url: string): Provider<OryHydraScope> {
  const { offline, ...rest } = platform
  // Its issuer ends with a slash.
  return {
    ...rest,
    id: 'ory-hydra',
    name: 'Ory Hydra',
    issuer: `${readUrl('url', url)}/`,
    scopes: ['openid', 'offline_access'],
    verified: false,
  }
}

/** The options of `oryHydra`: those of every preset, and its own. */
export interface OryHydraOptions extends PresetOptions<OryHydraScope> {
  /** Hydra's public address: `https://oauth.example.com`, or `https://my-project.projects.oryapis.com`. */
  readonly url: string
}

/** Ory Hydra, a client with token endpoint auth method `none`. */
export function oryHydra({ url, ...options }: OryHydraOptions): Preset {
  return presetOf(oryHydraProvider(url), options)
}

export const oryHydraAbout: About = {
  console: 'https://console.ory.sh/',
  steps: [
    'Turn CORS on, which is off by default: serve.public.cors.enabled, with the origin of your page, ' +
      'or allowed_cors_origins of the client.',
    'Create a client: hydra create oauth2-client --token-endpoint-auth-method none --grant-type ' +
      'authorization_code,refresh_token --response-type code --scope openid,offline_access ' +
      '--redirect-uri https://app.example.com/.',
    'Add --post-logout-callback https://app.example.com/ for signing out.',
  ],
  notes: [
    'A refresh token that is used twice revokes all of its line.',
    'The header DPoP is not among those that its CORS lets through by default.',
  ],
  unverified: ['some endpoints (from memory; discovered)', 'iss in the callback (not found)'],
  checkedOn: '2026-11-22',
}
