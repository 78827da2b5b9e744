import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of Discord that an editor suggests. The option `scope` takes other names as well. */
export type DiscordScope =
  | 'identify'
  | 'email'
  | 'openid'
  | 'connections'
  | 'guilds'
  | 'guilds.join'
  | 'guilds.members.read'
  | 'role_connections.write'

/** The description of Discord, for `discord` in a page and for `createServer`. */
export const discordProvider: Provider<DiscordScope> = {
  id: 'discord',
  name: 'Discord',
  issuer: 'https://discord.com',
  endpoints: {
    authorization: 'https://discord.com/oauth2/authorize',
    token: 'https://discord.com/api/oauth2/token',
    userinfo: 'https://discord.com/api/users/@me',
    revocation: 'https://discord.com/api/oauth2/token/revoke',
    jwks: 'https://discord.com/api/oauth2/keys',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'post',
  scopes: ['identify', 'email'],
  profile: {
    requests: [{ url: 'https://discord.com/api/users/@me' }],
    parse([me]) {
      const raw = record(me)
      const { id, avatar } = raw
      return {
        sub: subject(id),
        ...text('name', raw.global_name || raw.username),
        ...text('preferred_username', raw.username),
        ...text('picture', avatar && `https://cdn.discordapp.com/avatars/${id}/${avatar}.png`),
        ...text('email', raw.email),
        ...(typeof raw.verified === 'boolean' && { email_verified: raw.verified }),
        raw,
      }
    },
  },
  refresh: { tokens: 'rotating' },
  revoke: 'rfc7009',
  revokeFromPage: true,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/**
 * Discord, without a server part once "Public Client" is on. Whether its token endpoint has CORS is in no
 * document: try it, or use `server`.
 */
export function discord(options: PresetOptions<DiscordScope>): Preset {
  return presetOf(discordProvider, options)
}

export const discordAbout: About = {
  console: 'https://discord.com/developers/applications',
  steps: [
    'Create an application, and open "OAuth2".',
    'Turn on "Public Client": without it Discord wants a secret.',
    'Add the redirect of your page: https://app.example.com/; in a second registration, for development, ' +
      'http://localhost:5173/.',
    'Copy the client ID into the page.',
  ],
  notes: [
    'Revoking any token revokes all of that person and app.',
    'role_connections.write is not for public clients.',
  ],
  unverified: [
    'CORS of the token and revocation endpoints (not documented; seen to work in 2022)',
    'how long refresh tokens live (not documented)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://discord.com/.well-known/openid-configuration',
}
