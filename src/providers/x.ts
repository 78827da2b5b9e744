import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of X that an editor suggests. The option `scope` takes other names as well. */
export type XScope =
  | 'users.read'
  | 'users.email'
  | 'tweet.read'
  | 'tweet.write'
  | 'follows.read'
  | 'follows.write'
  | 'like.read'
  | 'like.write'
  | 'list.read'
  | 'bookmark.read'
  | 'offline.access'

const me = 'https://api.x.com/2/users/me?user.fields=profile_image_url,confirmed_email'

/**
 * The description of X, for `x` in a page and for `createServer`. It needs a server part, because X lets no
 * page read its token endpoint or its API (CORS).
 */
export const xProvider: Provider<XScope> = {
  id: 'x',
  name: 'X',
  issuer: 'https://x.com',
  endpoints: {
    authorization: 'https://x.com/i/oauth2/authorize',
    token: 'https://api.x.com/2/oauth2/token',
    userinfo: me,
    revocation: 'https://api.x.com/2/oauth2/revoke',
  },
  issMode: 'compared',
  pkce: 'required',
  mode: 'server',
  needsServer: 'it lets no page read its token endpoint or its API (CORS), although it wants no secret',
  tokenAuth: 'basic',
  // Its own profile needs both of the first.
  scopes: ['users.read', 'tweet.read', 'offline.access'],
  profile: {
    requests: [{ url: me }],
    parse([answer]) {
      const raw = record(record(answer).data)
      return {
        sub: subject(raw.id),
        ...text('name', raw.name || raw.username),
        ...text('preferred_username', raw.username),
        ...text('picture', raw.profile_image_url),
        ...text('email', raw.confirmed_email),
        ...(raw.confirmed_email ? { email_verified: true } : {}),
        raw,
      }
    },
  },
  apiFromPage: 'no',
  refresh: { tokens: 'rotating' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/** X (Twitter). Needs the server part, for its API as well. Add `users.email` for the e-mail address. */
export function x(options: PresetOptions<XScope>): Preset {
  return presetOf(xProvider, options)
}

export const xAbout: About = {
  console: 'https://developer.x.com/en/portal/projects-and-apps',
  steps: [
    'Create a project and an app, and set up "User authentication settings".',
    'As type of app choose "Web App, Automated App or Bot": a confidential client.',
    'Put the client secret into the environment of the server part: X_CLIENT_SECRET.',
    "Add the server part's callback: https://app.example.com/oauth/x/callback; in a second registration, " +
      'for development, http://127.0.0.1:5173/oauth/x/callback.',
    'Copy the client ID into the page.',
    'For the e-mail address turn on "Request email from users", and ask for users.email.',
  ],
  notes: [
    'The API has no CORS either: call it through the server part (proxy mode).',
    'The API is paid by use.',
    'offline.access, with a dot, brings the refresh token; each works once.',
  ],
  unverified: [
    'CORS (seen in 2021 and 2022, not since)',
    'rotation and lifetime of refresh tokens (from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
