import { own } from '../own.js'
import { openIdUser } from './open-id-user.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/** The scopes of GitLab that an editor suggests. The option `scope` takes other names as well. */
export type GitlabScope =
  | 'openid'
  | 'profile'
  | 'email'
  | 'read_user'
  | 'read_api'
  | 'api'
  | 'read_repository'
  | 'write_repository'
  | 'read_registry'

/** gitlab.com, or one of your own by its URL. */
export function gitlabProvider(url: string = 'https://gitlab.com'): Provider<GitlabScope> {
  const base = url.replace(/\/$/, '')
  return {
    id: 'gitlab',
    name: 'GitLab',
    issuer: base,
    endpoints: {
      authorization: `${base}/oauth/authorize`,
      token: `${base}/oauth/token`,
      userinfo: `${base}/oauth/userinfo`,
      revocation: `${base}/oauth/revoke`,
      jwks: `${base}/oauth/discovery/keys`,
    },
    issMode: 'compared',
    pkce: 'supported',
    mode: 'direct',
    tokenAuth: 'post',
    scopes: ['openid', 'profile', 'email'],
    profile: { requests: [{}], parse: ([me], claims) => openIdUser(me, claims) },
    refresh: { tokens: 'rotating' },
    revoke: 'rfc7009',
    revokeFromPage: true,
    endSession: 'none',
    redirectRules: { loopback: 'any' },
    verified: false,
  }
}

/** The options of `gitlab`: those of every preset, and its own. */
export interface GitlabOptions extends PresetOptions<GitlabScope> {
  /** A GitLab of your own: `https://gitlab.example.com`. Default: `https://gitlab.com`. */
  readonly url?: string
}

/** GitLab, without a server part. */
export function gitlab(options: GitlabOptions): Preset {
  const { url, ...rest } = own(options)
  return presetOf(gitlabProvider(url), rest)
}

export const gitlabAbout: About = {
  console: 'https://gitlab.com/-/user_settings/applications',
  steps: [
    'Add an application, of your own, of a group, or of the whole instance.',
    'Enter the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://localhost:5173/.',
    'Uncheck "Confidential", and check the scopes openid, profile and email.',
    'Copy the application ID into the page.',
  ],
  notes: [
    'CORS has been there since GitLab 15.1, for simple requests only.',
    'A refresh ends the old access token as well as the old refresh token.',
  ],
  unverified: ['a refresh without a secret (the documents show one)', 'iss in the callback (not found)'],
  checkedOn: '2026-11-22',
  discovery: 'https://gitlab.com/.well-known/openid-configuration',
}
