import type { Dialect } from '../protocol/dialect.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Profile, Provider } from './provider.js'
import { record, records, subject, text } from './user.js'

/** The scopes of GitHub that an editor suggests. The option `scope` takes other names as well. */
export type GithubScope =
  | 'read:user'
  | 'user'
  | 'user:email'
  | 'user:follow'
  | 'repo'
  | 'repo:status'
  | 'public_repo'
  | 'gist'
  | 'notifications'
  | 'read:org'
  | 'admin:org'
  | 'workflow'
  | 'offline_access'

/** Errors come with status 200; a request has spaces between scopes and an answer commas. */
const dialect: Dialect = {
  parseToken(answer) {
    if (typeof answer.error === 'string') {
      const error = answer.error === 'bad_verification_code' ? 'invalid_grant' : answer.error
      return { ...answer, error: error === 'incorrect_client_credentials' ? 'invalid_client' : error }
    }
    return {
      ...answer,
      ...(typeof answer.scope === 'string' && { scope: answer.scope.replaceAll(',', ' ') }),
    }
  },
}

const profile: Profile = {
  requests: [
    { url: 'https://api.github.com/user' },
    // `email` of /user is what the person shows in public, often nothing.
    { url: 'https://api.github.com/user/emails', optional: true },
  ],
  parse([user, emails]) {
    const raw = record(user)
    const primary = records(emails).find((email) => email.primary === true)
    return {
      sub: subject(raw.id),
      ...text('name', raw.name || raw.login),
      ...text('preferred_username', raw.login),
      ...text('picture', raw.avatar_url),
      ...text('email', primary?.email ?? raw.email),
      ...(primary && { email_verified: primary.verified === true }),
      raw,
    }
  },
}

const shared = {
  issuer: 'https://github.com/login/oauth',
  endpoints: {
    authorization: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    userinfo: 'https://api.github.com/user',
    revocation: 'https://api.github.com/applications/{client_id}/token',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'server',
  needsServer:
    'it refuses to exchange a code without the client secret, with PKCE as without, and lets no page ' +
    'read its token endpoint (CORS)',
  tokenAuth: 'post',
  dialect,
  profile,
  revoke: 'github-delete',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: true,
} as const satisfies Partial<Provider>

/**
 * The description of GitHub with an OAuth App, for `github` in a page and for `createServer`. It needs a
 * server part, because GitHub refuses to exchange a code without the client secret and lets no page read its
 * token endpoint (CORS).
 */
export const githubProvider: Provider<GithubScope> = {
  ...shared,
  id: 'github',
  name: 'GitHub',
  scopes: ['read:user', 'user:email'],
  offline: { scope: 'offline_access' },
  refresh: { tokens: 'rotating' },
}

/**
 * The description of GitHub with a GitHub App, for `githubApp` in a page and for `createServer`. It needs a
 * server part, as an OAuth App does. It asks for no scopes, because the permissions of the app take their
 * place.
 */
export const githubAppProvider: Provider<never> = {
  ...shared,
  id: 'github-app',
  name: 'GitHub',
  // What it may do is fixed in the app's permissions.
  scopes: [],
  refresh: { tokens: 'rotating' },
}

/**
 * GitHub with an OAuth App. Needs the server part. Its tokens never expire unless the app opts in, or
 * `offline: true` asks for the expiring kind; one that never expires should not reach the page: see the
 * server part's proxy mode.
 */
export function github(options: PresetOptions<GithubScope>): Preset {
  return presetOf(githubProvider, options)
}

/**
 * GitHub with a GitHub App: fine-grained permissions, tokens of 8 hours, refresh tokens. Needs the server
 * part.
 */
export function githubApp(options: PresetOptions<never>): Preset {
  return presetOf(githubAppProvider, options)
}

export const githubAbout: About = {
  console: 'https://github.com/settings/developers',
  steps: [
    'Under "OAuth Apps" choose "New OAuth App".',
    'Set "Authorization callback URL" to the server part\'s callback: ' +
      'https://app.example.com/oauth/github/callback. In a second app, for development: ' +
      'http://localhost:5173/oauth/github/callback.',
    'Turn off wildcard matching for each callback URL.',
    'Generate a client secret, and put it into the environment of the server part: GITHUB_CLIENT_SECRET.',
    'Copy the client ID into the page.',
  ],
  notes: [
    'Tokens never expire by default. Turn on expiring tokens in the app, or use `offline: true`: 8 ' +
      'hours, with a refresh token.',
    'The answer to a login carries iss=https://github.com/login/oauth since 2026; it is compared.',
    'Scopes add up: asking for fewer next time gives what was granted before.',
    'prompt=select_account lets a person choose the account; there is no sign-out of GitHub itself for apps.',
    'api.github.com lets pages read its answers (CORS); archive downloads redirect to ' +
      'codeload.github.com, which does not.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
  discovery: 'https://github.com/.well-known/oauth-authorization-server/login/oauth',
}

export const githubAppAbout: About = {
  ...githubAbout,
  console: 'https://github.com/settings/apps',
  steps: [
    'Under "GitHub Apps" choose "New GitHub App".',
    'Add the server part\'s callback as "Callback URL": ' +
      'https://app.example.com/oauth/github-app/callback. Up to ten can be listed.',
    'Leave "Expire user authorization tokens" on.',
    'Choose the permissions: they take the place of scopes.',
    'Generate a client secret, and put it into the environment of the server part: GITHUB_APP_CLIENT_SECRET.',
    'Copy the client ID (not the app ID) into the page.',
  ],
  notes: [
    'There are no scopes, and the scope that comes back is empty.',
    'Once a refresh token has been used, it and the access token before it stop working.',
    'To reach repositories the app has to be installed there: GET /user/installations.',
  ],
}
