import type { Dialect } from '../protocol/dialect.js'
import { openIdUser } from './open-id-user.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record } from './user.js'

/** The scopes of Slack that an editor suggests. The option `scope` takes other names as well. */
export type SlackScope = 'openid' | 'profile' | 'email'

/** Status 200 with `ok: false`, and the person's token inside `authed_user`. */
const dialect: Dialect = {
  parseToken(answer) {
    if (answer.ok === false || answer.error) {
      const error =
        /^(invalid_code|code_already_used|code_expired|invalid_refresh_token|token_(expired|revoked))$/
      return { error: error.test(String(answer.error)) ? 'invalid_grant' : String(answer.error) }
    }
    const person = record(answer.authed_user)
    // `bot` and `user` say whose it is; how it is sent is the same.
    const { access_token, refresh_token, expires_in, scope } = person.access_token ? person : answer
    return {
      token_type: 'bearer',
      access_token,
      refresh_token,
      expires_in,
      ...(typeof scope === 'string' && { scope: scope.replaceAll(',', ' ') }),
      ...(answer.id_token !== undefined && { id_token: answer.id_token }),
    }
  },
}

/**
 * The description of Slack, for `slack` in a page and for `createServer`. It needs a server part, because
 * Slack documents no code exchange for a page without the client secret.
 */
export const slackProvider: Provider<SlackScope> = {
  id: 'slack',
  name: 'Slack',
  issuer: 'https://slack.com',
  endpoints: {
    authorization: 'https://slack.com/openid/connect/authorize',
    token: 'https://slack.com/api/openid.connect.token',
    userinfo: 'https://slack.com/api/openid.connect.userInfo',
    revocation: 'https://slack.com/api/auth.revoke',
    jwks: 'https://slack.com/openid/connect/keys',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'server',
  needsServer:
    'whether it exchanges a code for a web page without the client secret is documented nowhere, and ' +
    'neither is CORS; redirect URIs have to be https:',
  tokenAuth: 'post',
  scopes: ['openid', 'profile', 'email'],
  dialect: {
    ...dialect,
    request({ endpoint, url, form }) {
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
      if (endpoint === 'token endpoint')
        return { url, method: 'POST', headers, body: `${new URLSearchParams(form)}` }
      // The token itself is what says which one.
      return { url, method: 'POST', headers: { ...headers, authorization: `Bearer ${form.token}` } }
    },
    revokeWith: 'access_token',
  },
  profile: { requests: [{}], parse: ([me], claims) => openIdUser(me, claims) },
  refresh: { tokens: 'rotating' },
  revoke: 'dialect',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'none' },
  verified: false,
}

/** "Sign in with Slack" (OpenID Connect). Needs the server part, and https: even in development. */
export function slack(options: PresetOptions<SlackScope>): Preset {
  return presetOf(slackProvider, options)
}

export const slackAbout: About = {
  console: 'https://api.slack.com/apps',
  steps: [
    'Create an app in a workspace.',
    'Under "OAuth & Permissions" add the server part\'s callback: ' +
      'https://app.example.com/oauth/slack/callback. It has to be https:.',
    'Under "User Token Scopes" add openid, profile and email.',
    'Put the client secret into the environment of the server part: SLACK_CLIENT_SECRET.',
    'Copy the client ID into the page. To let other workspaces sign in, turn on "Public Distribution".',
  ],
  notes: [
    'A refusal has status 200 and ok: false.',
    'The workspace is in the claims https://slack.com/team_id and https://slack.com/team_name, in ' +
      '`user.raw`.',
    'Turning PKCE on marks the app as a public client, and cannot be undone.',
  ],
  unverified: [
    'an exchange for a web page without a secret (not found)',
    'CORS (not found, or from memory)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://slack.com/.well-known/openid-configuration',
}
