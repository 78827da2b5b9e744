import { invalidOption } from '../invalid-option.js'
import { type OpenIdScope, platform } from './platform.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { readUrl } from './read-url.js'

/** The scopes of Amazon Cognito that an editor suggests. The option `scope` takes other names as well. */
export type CognitoScope =
  | Exclude<OpenIdScope, 'offline_access' | 'address'>
  | 'aws.cognito.signin.user.admin'

/** `userPoolId`: `eu-central-1_AbC123`; `domain`: the one of its managed login. */
export function cognitoProvider(userPoolId: string, domain: string): Provider<CognitoScope> {
  const region = /^([a-z]{2}(?:-[a-z]+)+-\d)_\w+$/.exec(userPoolId)?.[1]
  if (!region) throw invalidOption('userPoolId', `'${userPoolId}' is not like eu-central-1_AbC123`)
  const base = readUrl('domain', domain)
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return {
    id: 'cognito',
    name: 'Amazon Cognito',
    issuer,
    endpoints: {
      authorization: `${base}/oauth2/authorize`,
      token: `${base}/oauth2/token`,
      userinfo: `${base}/oauth2/userInfo`,
      revocation: `${base}/oauth2/revoke`,
      endSession: `${base}/logout`,
      jwks: `${issuer}/.well-known/jwks.json`,
    },
    issMode: platform.issMode,
    pkce: platform.pkce,
    mode: platform.mode,
    tokenAuth: 'basic',
    scopes: ['openid', 'email', 'profile'],
    dialect: {
      // Not RP-Initiated Logout: it has names of its own, and wants no ID Token.
      endSession: ({ client_id = '', post_logout_redirect_uri = '' }) => ({
        client_id,
        logout_uri: post_logout_redirect_uri,
      }),
    },
    refresh: { tokens: 'unknown' },
    revoke: 'rfc7009',
    revokeFromPage: true,
    endSession: 'own',
    redirectRules: platform.redirectRules,
    verified: false,
  }
}

/** The options of `cognito`: those of every preset, and its own. */
export interface CognitoOptions extends PresetOptions<CognitoScope> {
  /** `eu-central-1_AbC123` */
  readonly userPoolId: string
  /** Of its managed login: `my-app.auth.eu-central-1.amazoncognito.com`, or your own. */
  readonly domain: string
}

/** Amazon Cognito user pools, an app client without a secret. */
export function cognito({ userPoolId, domain, ...options }: CognitoOptions): Preset {
  return presetOf(cognitoProvider(userPoolId, domain), options)
}

export const cognitoAbout: About = {
  console: 'https://console.aws.amazon.com/cognito/',
  steps: [
    'Create a user pool with a domain, and an app client of type "Single-page application": without a ' +
      'secret.',
    'Allow the "Authorization code grant" and the scopes openid, email and profile.',
    'Enter your page as callback URL and as sign-out URL: https://app.example.com/; in a second ' +
      'registration, for development, http://localhost:5173/.',
    'Turn on "Refresh token rotation" for the app client.',
    'Copy user pool id, domain and client id into the page.',
  ],
  notes: [
    'A refresh token comes unasked, and lives 30 days by default.',
    'Signing out goes through /logout with its own parameters, and clears the cookie of the managed login.',
  ],
  unverified: ['CORS (third parties only)', 'iss in the callback (not found)'],
  checkedOn: '2026-11-22',
}
