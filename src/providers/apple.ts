import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, text } from './user.js'

/** The scopes of Apple that an editor suggests. The option `scope` takes other names as well. */
export type AppleScope = 'name' | 'email' | 'openid'

/**
 * The description of Apple, for `apple` in a page and for `createServer`. A page cannot use it alone, because
 * the client secret is a JWT signed with the developer's key and the answer is a POST.
 */
export const appleProvider: Provider<AppleScope> = {
  id: 'apple',
  name: 'Apple',
  issuer: 'https://appleid.apple.com',
  endpoints: {
    authorization: 'https://appleid.apple.com/auth/authorize',
    token: 'https://appleid.apple.com/auth/token',
    revocation: 'https://appleid.apple.com/auth/revoke',
    jwks: 'https://appleid.apple.com/auth/keys',
  },
  issMode: 'compared',
  // Not documented; sent all the same, and ignored where it is not known.
  pkce: 'none',
  mode: 'server',
  needsServer:
    'its client secret is a JWT that is signed with your key, and it answers with a POST, which a ' +
    'page cannot read',
  tokenAuth: 'apple-jwt',
  scopes: ['name', 'email'],
  // It answers with an ID Token whether or not `openid` is in the scope. Without PKCE, only the nonce binds
  // that to this login.
  dialect: { nonce: 'always' },
  // Asking for the name or the e-mail address forces it.
  responseMode: 'form_post',
  callbackClaims({ user }) {
    try {
      const { name } = record(JSON.parse(user ?? ''))
      const { firstName, lastName } = record(name)
      const parts = [firstName, lastName].filter((part) => typeof part === 'string' && part)
      return {
        ...text('name', parts.join(' ').slice(0, 200)),
        ...text('given_name', firstName),
        ...text('family_name', lastName),
      }
    } catch {
      // Not the first login.
      return {}
    }
  },
  refresh: { tokens: 'steady' },
  revoke: 'rfc7009',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'none' },
  verified: false,
}

/** "Sign in with Apple". Needs the server part, and a domain even in development. */
export function apple(options: PresetOptions<AppleScope>): Preset {
  return presetOf(appleProvider, options)
}

export const appleAbout: About = {
  console: 'https://developer.apple.com/account/resources/identifiers',
  steps: [
    'You need a paid Apple Developer account, and an App ID with "Sign in with Apple".',
    'Create a Services ID: its identifier is the client id.',
    "Configure it: your domain, and as return URL the server part's callback, " +
      'https://app.example.com/oauth/apple/callback. Neither localhost nor an IP address is accepted: ' +
      'use a tunnel with a domain in development.',
    'Under "Keys" create a key for "Sign in with Apple", and download it: it can be had once.',
    'Put the key, its ID and the Team ID into the environment of the server part: APPLE_PRIVATE_KEY, ' +
      'APPLE_KEY_ID, APPLE_TEAM_ID.',
  ],
  notes: [
    'The name comes with the first login only: store it then. To see it again, a person removes the ' +
      'app from their Apple account.',
    'The e-mail address may be a relay address of Apple, different for each team.',
    'The access token is good for nothing today.',
    'Rules for app accounts require that deleting one revokes the token: logout does.',
  ],
  unverified: [
    'PKCE (not documented)',
    'CORS of the token endpoint (not found; it needs a secret anyway)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://appleid.apple.com/.well-known/openid-configuration',
}
