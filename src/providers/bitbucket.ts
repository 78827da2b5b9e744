import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, records, subject, text } from './user.js'

/** The scopes of Bitbucket Cloud that an editor suggests. The option `scope` takes other names as well. */
export type BitbucketScope =
  | 'account'
  | 'email'
  | 'repository'
  | 'repository:write'
  | 'pullrequest'
  | 'issue'
  | 'webhook'
  | 'project'

/**
 * The description of Bitbucket Cloud, for `bitbucket` in a page and for `createServer`. It needs a server
 * part, because Bitbucket refuses to exchange a code without the client secret.
 */
export const bitbucketProvider: Provider<BitbucketScope> = {
  id: 'bitbucket',
  name: 'Bitbucket',
  issuer: 'https://bitbucket.org',
  endpoints: {
    authorization: 'https://bitbucket.org/site/oauth2/authorize',
    token: 'https://bitbucket.org/site/oauth2/access_token',
    userinfo: 'https://api.bitbucket.org/2.0/user',
  },
  issMode: 'compared',
  pkce: 'none',
  mode: 'server',
  needsServer:
    'it refuses to exchange a code without the client secret, and its implicit grant ended on 2026-02-27',
  tokenAuth: 'basic',
  scopes: ['account', 'email'],
  dialect: {
    // `scopes`, where others have `scope`.
    parseToken: ({ scopes, ...answer }) => ({
      ...answer,
      ...(typeof scopes === 'string' && { scope: scopes }),
    }),
  },
  profile: {
    requests: [
      { url: 'https://api.bitbucket.org/2.0/user' },
      { url: 'https://api.bitbucket.org/2.0/user/emails', optional: true },
    ],
    parse([user, emails]) {
      const raw = record(user)
      const primary = records(record(emails).values).find((email) => email.is_primary === true)
      return {
        sub: subject(raw.uuid),
        ...text('name', raw.display_name || raw.username),
        ...text('preferred_username', raw.username),
        ...text('picture', record(record(raw.links).avatar).href),
        ...text('email', primary?.email),
        ...(primary && { email_verified: primary.is_confirmed === true }),
        raw,
      }
    },
  },
  refresh: { tokens: 'steady' },
  revoke: 'none',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/** Bitbucket Cloud. Needs the server part. */
export function bitbucket(options: PresetOptions<BitbucketScope>): Preset {
  return presetOf(bitbucketProvider, options)
}

export const bitbucketAbout: About = {
  console: 'https://bitbucket.org/account/settings/ (workspace settings, "OAuth consumers")',
  steps: [
    'Add a consumer in the settings of a workspace.',
    'Set "Callback URL" to the server part\'s callback: ' +
      'https://app.example.com/oauth/bitbucket/callback. There is room for one.',
    'Check the permissions "Account: Email" and "Account: Read": the scopes are those of the consumer.',
    'Put the secret into the environment of the server part: BITBUCKET_CLIENT_SECRET. The key is the ' +
      'client id.',
  ],
  notes: [
    'There is no revocation: people remove the app in their settings.',
    'It is not Atlassian 3LO: auth.atlassian.com knows nothing of it.',
  ],
  unverified: [
    'PKCE (not documented)',
    'the member `scopes` (from memory)',
    'CORS (not found; it needs a secret anyway)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
}
