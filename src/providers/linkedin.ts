import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of LinkedIn that an editor suggests. The option `scope` takes other names as well. */
export type LinkedinScope = 'openid' | 'profile' | 'email' | 'w_member_social'

/**
 * The description of LinkedIn, for `linkedin` in a page and for `createServer`. It needs a server part,
 * because LinkedIn refuses to exchange a code without the client secret.
 */
export const linkedinProvider: Provider<LinkedinScope> = {
  id: 'linkedin',
  name: 'LinkedIn',
  issuer: 'https://www.linkedin.com/oauth',
  endpoints: {
    authorization: 'https://www.linkedin.com/oauth/v2/authorization',
    token: 'https://www.linkedin.com/oauth/v2/accessToken',
    userinfo: 'https://api.linkedin.com/v2/userinfo',
  },
  issMode: 'compared',
  pkce: 'none',
  mode: 'server',
  needsServer: 'it refuses to exchange a code without the client secret, and has no PKCE for web apps',
  tokenAuth: 'post',
  scopes: ['openid', 'profile', 'email'],
  // Some of its answers have no type, the scope comes back with commas, and its ID Tokens have no nonce.
  dialect: {
    nonce: 'optional',
    parseToken: (answer) => ({
      ...(!answer.error && { token_type: 'bearer' }),
      ...answer,
      ...(typeof answer.scope === 'string' && { scope: answer.scope.replaceAll(',', ' ') }),
    }),
  },
  profile: {
    requests: [{ url: 'https://api.linkedin.com/v2/userinfo' }],
    parse([me]) {
      const raw = record(me)
      return {
        sub: subject(raw.sub),
        ...text('name', raw.name),
        ...text('picture', raw.picture),
        ...text('email', raw.email),
        ...(raw.email_verified !== undefined && { email_verified: `${raw.email_verified}` === 'true' }),
        raw,
      }
    },
  },
  refresh: { tokens: 'none' },
  revoke: 'none',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/** "Sign In with LinkedIn using OpenID Connect". Needs the server part. */
export function linkedin(options: PresetOptions<LinkedinScope>): Preset {
  return presetOf(linkedinProvider, options)
}

export const linkedinAbout: About = {
  console: 'https://www.linkedin.com/developers/apps',
  steps: [
    'Create an app; it belongs to a LinkedIn page.',
    'Under "Products" add "Sign In with LinkedIn using OpenID Connect".',
    'Under "Auth" add the server part\'s callback: https://app.example.com/oauth/linkedin/callback.',
    'Put the primary client secret into the environment of the server part: LINKEDIN_CLIENT_SECRET.',
    'Copy the client ID into the page.',
  ],
  notes: ['Access tokens live 60 days. Refresh tokens are for approved partners only.'],
  unverified: [
    'that its ID Tokens carry no nonce (from memory)',
    'CORS (not found; it needs a secret anyway)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://www.linkedin.com/oauth/.well-known/openid-configuration',
}
