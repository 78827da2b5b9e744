import { invalidOption } from '../invalid-option.js'
import { own } from '../own.js'
import { type OpenIdScope, platform } from './platform.js'
import { isMediated, type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** `domain`: `tenant.eu.auth0.com`, or your own. */
export function auth0Provider(domain: string): Provider<OpenIdScope> {
  // Its issuer ends with a slash.
  return { ...platform, id: 'auth0', name: 'Auth0', issuer: `${readUrl('domain', domain)}/`, verified: false }
}

/** The options of `auth0`: those of every preset, and its own. */
export interface Auth0Options extends PresetOptions<OpenIdScope> {
  /** `tenant.eu.auth0.com`, or your own. */
  readonly domain: string
  /**
   * The identifier of your API: with it access tokens are JWTs for that API, without it they are opaque. With
   * a server part that signs people in, it belongs into the `params` of that.
   */
  readonly audience?: string
}

/** Auth0, application type "Single Page Application". */
export function auth0(options: Auth0Options): Preset {
  const { domain, audience, params, server, ...rest } = own(options)
  if (audience && isMediated(server)) {
    throw invalidOption(
      'audience',
      'the server part asks for it: write params: { audience } there, and leave it out here',
    )
  }
  return presetOf(auth0Provider(domain), {
    ...rest,
    ...(server !== undefined && { server }),
    params: { ...(audience && { audience }), ...params },
  })
}

export const auth0About: About = {
  console: 'https://manage.auth0.com/',
  steps: [
    'Create an application of type "Single Page Web Applications".',
    'Enter your page in "Allowed Callback URLs", "Allowed Logout URLs" and "Allowed Web Origins": ' +
      'https://app.example.com/; in a second registration, for development, http://localhost:5173/.',
    'Turn on "Refresh Token Rotation", and for your API "Allow Offline Access"; then use `offline: true`.',
    'Copy domain and client ID into the page, and the identifier of your API as `audience`.',
  ],
  notes: [
    'Without `audience` access tokens are opaque and good for /userinfo only.',
    'It supports DPoP: its CORS rules let the header through.',
  ],
  unverified: [
    'where origins are allowed (from memory)',
    'PAR (depends on the plan, from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
