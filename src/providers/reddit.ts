import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of Reddit that an editor suggests. The option `scope` takes other names as well. */
export type RedditScope =
  | 'identity'
  | 'read'
  | 'history'
  | 'mysubreddits'
  | 'subscribe'
  | 'submit'
  | 'edit'
  | 'vote'
  | 'save'
  | 'privatemessages'

/**
 * The description of Reddit, for `reddit` in a page and for `createServer`. It needs a server part, because
 * Reddit has no PKCE (RFC 7636) to protect a code that is exchanged without the client secret.
 */
export const redditProvider: Provider<RedditScope> = {
  id: 'reddit',
  name: 'Reddit',
  issuer: 'https://www.reddit.com',
  endpoints: {
    authorization: 'https://www.reddit.com/api/v1/authorize',
    token: 'https://www.reddit.com/api/v1/access_token',
    userinfo: 'https://oauth.reddit.com/api/v1/me',
    revocation: 'https://www.reddit.com/api/v1/revoke_token',
  },
  issMode: 'compared',
  pkce: 'none',
  mode: 'server',
  needsServer: 'it has no PKCE, so nothing protects a code that is exchanged without the client secret',
  tokenAuth: 'basic',
  scopes: ['identity'],
  offline: { params: { duration: 'permanent' } },
  profile: {
    requests: [{ url: 'https://oauth.reddit.com/api/v1/me' }],
    parse([me]) {
      const raw = record(me)
      const picture = typeof raw.icon_img === 'string' ? raw.icon_img.replace(/\?.*/s, '') : undefined
      return {
        sub: subject(raw.id),
        ...text('name', raw.name),
        ...text('preferred_username', raw.name),
        ...text('picture', picture),
        raw,
      }
    },
  },
  refresh: { tokens: 'steady' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/** Reddit. Needs the server part. `offline: true` asks for a refresh token. There is no e-mail address. */
export function reddit(options: PresetOptions<RedditScope>): Preset {
  return presetOf(redditProvider, options)
}

export const redditAbout: About = {
  console: 'https://www.reddit.com/prefs/apps',
  steps: [
    'Create an app of type "web app". New ones may need an approval.',
    "Set the redirect URI to the server part's callback: https://app.example.com/oauth/reddit/callback.",
    'Put the secret into the environment of the server part: REDDIT_CLIENT_SECRET. The client id ' +
      'stands below the name of the app.',
  ],
  notes: [
    'Reddit wants a descriptive User-Agent, which a page cannot set and the server part can.',
    'Without a scope it says "invalid client id".',
  ],
  unverified: [
    'CORS (sources differ)',
    'how long tokens live (from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
