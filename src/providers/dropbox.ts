import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of Dropbox that an editor suggests. The option `scope` takes other names as well. */
export type DropboxScope =
  | 'account_info.read'
  | 'files.metadata.read'
  | 'files.metadata.write'
  | 'files.content.read'
  | 'files.content.write'
  | 'sharing.read'
  | 'sharing.write'
  | 'file_requests.read'
  | 'openid'
  | 'profile'
  | 'email'

/** The description of Dropbox, for `dropbox` in a page and for `createServer`. */
export const dropboxProvider: Provider<DropboxScope> = {
  id: 'dropbox',
  name: 'Dropbox',
  issuer: 'https://www.dropbox.com',
  endpoints: {
    authorization: 'https://www.dropbox.com/oauth2/authorize',
    token: 'https://api.dropboxapi.com/oauth2/token',
    userinfo: 'https://api.dropboxapi.com/2/users/get_current_account',
    revocation: 'https://api.dropboxapi.com/2/auth/token/revoke',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'post',
  scopes: ['account_info.read'],
  offline: { params: { token_access_type: 'offline' } },
  dialect: {
    request({ endpoint, url, form }) {
      const headers = { accept: 'application/json' }
      if (endpoint === 'revocation endpoint') {
        // Not RFC 7009: the token in the header is the one that ends, and its refresh token with it.
        return { url, method: 'POST', headers: { ...headers, authorization: `Bearer ${form.token}` } }
      }
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      return { url, method: 'POST', headers: { ...headers, ...type }, body: `${new URLSearchParams(form)}` }
    },
    revokeWith: 'access_token',
  },
  profile: {
    requests: [
      {
        url: 'https://api.dropboxapi.com/2/users/get_current_account',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: 'null',
      },
    ],
    parse([account]) {
      const raw = record(account)
      return {
        sub: subject(raw.account_id),
        ...text('name', record(raw.name).display_name),
        ...text('picture', raw.profile_photo_url),
        ...text('email', raw.email),
        ...(typeof raw.email_verified === 'boolean' && { email_verified: raw.email_verified }),
        raw,
      }
    },
  },
  refresh: { tokens: 'steady' },
  revoke: 'dialect',
  revokeFromPage: true,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/**
 * Dropbox, without a server part. `offline: true` asks for a refresh token, which does not rotate: think
 * twice in a page.
 */
export function dropbox(options: PresetOptions<DropboxScope>): Preset {
  return presetOf(dropboxProvider, options)
}

export const dropboxAbout: About = {
  console: 'https://www.dropbox.com/developers/apps',
  steps: [
    'Create an app with scoped access.',
    'Under "OAuth 2" add the redirect URI of your page: https://app.example.com/; in a second ' +
      'registration, for development, http://localhost:5173/.',
    'Leave "Allow public clients (Implicit Grant & PKCE)" on "Allow".',
    'Under "Permissions" check account_info.read and what else you ask for.',
    'Copy the app key into the page as client id.',
  ],
  notes: [
    'Access tokens live 4 hours. `offline: true` brings a refresh token that lives until it is ' +
      'revoked and does not rotate.',
    'API calls are POST, those without arguments with the body null.',
  ],
  unverified: [
    'CORS of the token endpoint (implied by the official sample)',
    'how long refresh tokens live (from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://www.dropbox.com/.well-known/openid-configuration',
}
