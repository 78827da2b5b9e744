import { openIdUser } from './open-id-user.js'
import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'

/** The scopes of Hugging Face that an editor suggests. The option `scope` takes other names as well. */
export type HuggingFaceScope =
  | 'openid'
  | 'profile'
  | 'email'
  | 'read-repos'
  | 'write-repos'
  | 'manage-repos'
  | 'inference-api'
  | 'write-discussions'
  | 'read-billing'

/** The description of Hugging Face, for `huggingFace` in a page and for `createServer`. */
export const huggingFaceProvider: Provider<HuggingFaceScope> = {
  id: 'hugging-face',
  name: 'Hugging Face',
  issuer: 'https://huggingface.co',
  endpoints: {
    authorization: 'https://huggingface.co/oauth/authorize',
    token: 'https://huggingface.co/oauth/token',
    userinfo: 'https://huggingface.co/oauth/userinfo',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'post',
  scopes: ['openid', 'profile'],
  profile: { requests: [{}], parse: ([me], claims) => openIdUser(me, claims) },
  refresh: { tokens: 'unknown' },
  revoke: 'none',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: false,
}

/**
 * Hugging Face, without a server part. The client id may be the https: URL of a client metadata document:
 * then nothing is registered.
 */
export function huggingFace(options: PresetOptions<HuggingFaceScope>): Preset {
  return presetOf(huggingFaceProvider, options)
}

export const huggingFaceAbout: About = {
  console: 'https://huggingface.co/settings/applications/new',
  steps: [
    'Create an OAuth app, and choose "Public app (no secret)". A Space gets one by `hf_oauth: true` in ' +
      'its README.',
    'Add the redirect URI of your page: https://app.example.com/; in a second registration, for ' +
      'development, http://localhost with any port.',
    'Check the scopes openid and profile, and email where you need it.',
    'Copy the client ID into the page.',
  ],
  notes: ['params: { orgIds: "…" } asks for access to an organisation.'],
  unverified: [
    'CORS of the token endpoint (from memory)',
    'refresh tokens (not found)',
    'iss in the callback (not found)',
  ],
  checkedOn: '2026-11-22',
  discovery: 'https://huggingface.co/.well-known/openid-configuration',
}
