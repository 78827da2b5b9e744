import { own } from '../own.js'
import type { Dialect } from '../protocol/dialect.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, subject, text } from './user.js'

/** The scopes of Facebook that an editor suggests. The option `scope` takes other names as well. */
export type FacebookScope =
  | 'openid'
  | 'public_profile'
  | 'email'
  | 'user_birthday'
  | 'user_friends'
  | 'user_hometown'
  | 'user_likes'
  | 'user_location'
  | 'user_photos'
  | 'user_posts'

const graph = 'https://graph.facebook.com/v24.0'

/** Commas between scopes, a GET for the token, and errors as the Graph API has them. */
const dialect: Dialect = {
  scopeSeparator: ',',
  request({ endpoint, url, form }) {
    const headers = { accept: 'application/json' }
    if (endpoint !== 'token endpoint')
      return { url, method: 'POST', headers, body: `${new URLSearchParams(form)}` }
    const { grant_type, ...query } = form
    return { url: `${url}?${new URLSearchParams(query)}`, method: 'GET', headers }
  },
  parseToken(answer) {
    if (!answer.error) return { token_type: 'bearer', ...answer }
    const { code, message } = record(answer.error)
    // 100: the code was used, is too old, or is for another redirect URI. 1 and 101: the app itself.
    const error = code === 100 || code === 190 ? 'invalid_grant' : 'invalid_client'
    return { error, ...text('error_description', message) }
  },
}

/**
 * The description of Facebook, for `facebook` in a page and for `createServer`. It needs a server part,
 * because Facebook wants the app secret to exchange a code; `facebook` lifts that with `experimental: true`.
 */
export const facebookProvider: Provider<FacebookScope> = {
  id: 'facebook',
  name: 'Facebook',
  issuer: 'https://www.facebook.com',
  endpoints: {
    authorization: 'https://www.facebook.com/v24.0/dialog/oauth',
    token: `${graph}/oauth/access_token`,
    userinfo: `${graph}/me?fields=id,name,email,picture`,
    jwks: 'https://www.facebook.com/.well-known/oauth/openid/jwks/',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'server',
  needsServer:
    'it wants the app secret to exchange a code, unless with `experimental: true` its OpenID Connect ' +
    'flow for pages is used, which Facebook calls "still in testing"',
  tokenAuth: 'post',
  scopes: ['public_profile', 'email'],
  dialect,
  profile: {
    requests: [{ url: `${graph}/me?fields=id,name,email,picture.type(large)` }],
    parse([me]) {
      const raw = record(me)
      return {
        sub: subject(raw.id),
        ...text('name', raw.name),
        ...text('picture', record(record(raw.picture).data).url),
        ...text('email', raw.email),
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

/** The options of `facebook`: those of every preset, and its own. */
export interface FacebookOptions extends PresetOptions<FacebookScope> {
  /**
   * Facebook's OpenID Connect flow with PKCE, without a secret and without a server part. Facebook says:
   * "still in testing".
   */
  readonly experimental?: boolean
}

/** Facebook. Needs the server part, or `experimental: true`. */
export function facebook(options: FacebookOptions): Preset {
  const { experimental, scope: asked, ...others } = own(options)
  if (!experimental) return presetOf(facebookProvider, options)
  // What makes the flow without a secret is `openid` with PKCE.
  const { needsServer, ...rest } = facebookProvider
  const scope = [...new Set(['openid', ...(asked ?? rest.scopes)])]
  return presetOf({ ...rest, mode: 'direct' }, { ...others, scope })
}

export const facebookAbout: About = {
  console: 'https://developers.facebook.com/apps',
  steps: [
    'Create an app with the use case "Authenticate and request data from users with Facebook Login".',
    'Under "Facebook Login", "Settings", add the server part\'s callback to "Valid OAuth Redirect ' +
      'URIs": https://app.example.com/oauth/facebook/callback.',
    'Copy the app ID into the page as client id, and the app secret into the environment of the ' +
      'server part: FACEBOOK_CLIENT_SECRET.',
    'Ask for advanced access to "email" and "public_profile", and switch the app to "Live"; until ' +
      'then only people with a role in the app can sign in.',
  ],
  notes: [
    'There are no refresh tokens: a session lasts one to two hours.',
    'A person may have no e-mail address, and Facebook does not say whether one is verified.',
    'The version, v24.0, is in the URLs, and versions expire.',
    'Facebook adds #_=_ to the redirect; it is taken away with the answer.',
  ],
  unverified: [
    'CORS of the token endpoint (inferred)',
    'the flow without a secret (seen in code, "still in testing" in the documents)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://www.facebook.com/.well-known/openid-configuration/',
}
