import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/** The scopes of Google that an editor suggests. The option `scope` takes other names as well. */
export type GoogleScope =
  | 'openid'
  | 'email'
  | 'profile'
  | 'https://www.googleapis.com/auth/calendar.readonly'
  | 'https://www.googleapis.com/auth/calendar.events'
  | 'https://www.googleapis.com/auth/contacts.readonly'
  | 'https://www.googleapis.com/auth/drive.file'
  | 'https://www.googleapis.com/auth/drive.readonly'
  | 'https://www.googleapis.com/auth/gmail.readonly'
  | 'https://www.googleapis.com/auth/gmail.send'
  | 'https://www.googleapis.com/auth/spreadsheets'
  | 'https://www.googleapis.com/auth/youtube.readonly'

/**
 * The description of Google, for `google` in a page and for `createServer`. It needs a server part, because
 * Google refuses to exchange a code without the client secret, even with PKCE.
 */
export const googleProvider: Provider<GoogleScope> = {
  id: 'google',
  name: 'Google',
  issuer: 'https://accounts.google.com',
  endpoints: {
    authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
    revocation: 'https://oauth2.googleapis.com/revoke',
    jwks: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  // It sends `iss` and its metadata does not say so.
  issMode: 'compared',
  pkce: 'supported',
  mode: 'server',
  needsServer: 'it refuses to exchange a code without the client secret, with PKCE as without',
  tokenAuth: 'post',
  scopes: ['openid', 'email', 'profile'],
  offline: { params: { access_type: 'offline', prompt: 'consent' } },
  refresh: { tokens: 'steady' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: true,
}

/**
 * "Sign in with Google". Needs the server part. `offline: true` asks for a refresh token, and for consent
 * each time.
 */
export function google(options: PresetOptions<GoogleScope>): Preset {
  return presetOf(googleProvider, options)
}

export const googleAbout: About = {
  console: 'https://console.cloud.google.com/auth/clients',
  steps: [
    'Create a project, fill in the consent screen ("Branding"), and choose "External" unless all ' +
      'users are in your organisation.',
    'Create a client of type "Web application".',
    'Under "Authorized redirect URIs" add the server part\'s callback: ' +
      'https://app.example.com/oauth/google/callback; in a second registration, for development, ' +
      'http://localhost:5173/oauth/google/callback.',
    'Copy the client ID into the page, and the client secret into the environment of the server part: ' +
      'GOOGLE_CLIENT_SECRET.',
    'While the app is in "Testing", add each person who may sign in as a test user.',
  ],
  notes: [
    'A refresh token comes with the first consent only, unless it is asked for with prompt=consent; ' +
      '`offline: true` does that.',
    'The scope that comes back is in full URLs: email is https://www.googleapis.com/auth/userinfo.email.',
    'People may grant fewer scopes than were asked for: look at `session.scope`.',
    'While the app is External and in Testing, refresh tokens end after 7 days, unless only openid, ' +
      'email and profile are asked for.',
    'Google has no sign-out of its own session for apps: signing out ends the session of this app.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
  discovery: 'https://accounts.google.com/.well-known/openid-configuration',
}
