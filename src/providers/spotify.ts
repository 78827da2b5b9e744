import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, records, subject, text } from './user.js'

/** The scopes of Spotify that an editor suggests. The option `scope` takes other names as well. */
export type SpotifyScope =
  | 'user-read-email'
  | 'user-read-private'
  | 'user-read-playback-state'
  | 'user-modify-playback-state'
  | 'user-read-currently-playing'
  | 'user-read-recently-played'
  | 'user-read-playback-position'
  | 'user-top-read'
  | 'user-library-read'
  | 'user-library-modify'
  | 'user-follow-read'
  | 'user-follow-modify'
  | 'playlist-read-private'
  | 'playlist-read-collaborative'
  | 'playlist-modify-public'
  | 'playlist-modify-private'
  | 'ugc-image-upload'
  | 'streaming'
  | 'app-remote-control'

/** The description of Spotify, for `spotify` in a page and for `createServer`. */
export const spotifyProvider: Provider<SpotifyScope> = {
  id: 'spotify',
  name: 'Spotify',
  issuer: 'https://accounts.spotify.com',
  endpoints: {
    authorization: 'https://accounts.spotify.com/authorize',
    token: 'https://accounts.spotify.com/api/token',
    userinfo: 'https://api.spotify.com/v1/me',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'basic',
  scopes: ['user-read-email'],
  profile: {
    requests: [{ url: 'https://api.spotify.com/v1/me' }],
    parse([me]) {
      const raw = record(me)
      return {
        sub: subject(raw.id),
        ...text('name', raw.display_name || raw.id),
        ...text('picture', records(raw.images)[0]?.url),
        ...text('email', raw.email),
        raw,
      }
    },
  },
  // Counted from the login, whatever is refreshed meanwhile; some 6 months.
  refresh: { tokens: 'rotating', lifetimeMs: 180 * 86_400_000 },
  revoke: 'none',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'loopback-ip', note: 'since 2025-11-27' },
  verified: true,
}

/** Spotify, without a server part. In development open the page as `http://127.0.0.1:5173`. */
export function spotify(options: PresetOptions<SpotifyScope>): Preset {
  return presetOf(spotifyProvider, options)
}

export const spotifyAbout: About = {
  console: 'https://developer.spotify.com/dashboard',
  steps: [
    'Create an app, and tick "Web API".',
    'Add the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://127.0.0.1:5173/: the name localhost is refused.',
    'Copy the client ID into the page. The client secret is not needed.',
    'Under "User Management" add the people who may sign in, up to five, while the app is in ' +
      'development mode.',
  ],
  notes: [
    'Each refresh token works once, and all end 6 months after the login.',
    'The owner of an app in development mode needs Premium; others get 403 from the API.',
    'The token endpoint refuses a preflight, so nothing may add headers to requests there (a tracing ' +
      'library, for one).',
    'An e-mail address may be unconfirmed, and Spotify does not say so.',
    'There is neither revocation nor sign-out: people remove an app at spotify.com/account/apps.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
  discovery: 'https://accounts.spotify.com/.well-known/openid-configuration',
}
