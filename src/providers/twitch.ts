import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/** The scopes of Twitch that an editor suggests. The option `scope` takes other names as well. */
export type TwitchScope =
  | 'openid'
  | 'user:read:email'
  | 'user:read:follows'
  | 'user:read:subscriptions'
  | 'user:read:chat'
  | 'user:write:chat'
  | 'channel:read:subscriptions'
  | 'channel:manage:broadcast'
  | 'chat:read'
  | 'chat:edit'

const wanted = { email: null, email_verified: null, picture: null, preferred_username: null }

/**
 * The description of Twitch, for `twitch` in a page and for `createServer`. It needs a server part, because
 * Twitch refuses to exchange a code without the client secret and has no PKCE (RFC 7636).
 */
export const twitchProvider: Provider<TwitchScope> = {
  id: 'twitch',
  name: 'Twitch',
  issuer: 'https://id.twitch.tv/oauth2',
  endpoints: {
    authorization: 'https://id.twitch.tv/oauth2/authorize',
    token: 'https://id.twitch.tv/oauth2/token',
    userinfo: 'https://id.twitch.tv/oauth2/userinfo',
    revocation: 'https://id.twitch.tv/oauth2/revoke',
    jwks: 'https://id.twitch.tv/oauth2/keys',
  },
  issMode: 'compared',
  pkce: 'none',
  mode: 'server',
  needsServer: 'it refuses to exchange a code without the client secret, and has no PKCE',
  tokenAuth: 'post',
  scopes: ['openid', 'user:read:email'],
  // The ID Token says what is asked for here, and nothing by itself (OpenID Connect Core, section 5.5).
  params: { claims: JSON.stringify({ id_token: wanted, userinfo: wanted }) },
  dialect: {
    // A list in place of text.
    parseToken: (answer) => ({
      ...answer,
      ...(Array.isArray(answer.scope) && { scope: answer.scope.join(' ') }),
    }),
  },
  refresh: { tokens: 'rotating' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/** Twitch. Needs the server part. */
export function twitch(options: PresetOptions<TwitchScope>): Preset {
  return presetOf(twitchProvider, options)
}

export const twitchAbout: About = {
  console: 'https://dev.twitch.tv/console/apps',
  steps: [
    'Register an application of client type "Confidential".',
    "Add the server part's callback: https://app.example.com/oauth/twitch/callback; in a second " +
      'registration, for development, http://localhost:5173/oauth/twitch/callback.',
    'Create a secret, and put it into the environment of the server part: TWITCH_CLIENT_SECRET.',
    'Copy the client ID into the page.',
  ],
  notes: [
    'The Helix API wants a Client-Id header beside the token: auth.fetch(url, { headers: { ' +
      '"Client-Id": clientId } }).',
    'Apps have to call /oauth2/validate every hour.',
  ],
  unverified: [
    'that there is no PKCE (third parties only)',
    'CORS of the token endpoint (not found; it needs a secret anyway)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://id.twitch.tv/oauth2/.well-known/openid-configuration',
}
