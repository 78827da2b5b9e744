import { type Preset, type PresetOptions, presetOf } from './preset.js'
import type { About, Provider } from './provider.js'
import { record, text } from './user.js'

const json = { accept: 'application/json', 'content-type': 'application/json' }

/** Not OAuth 2: a code with PKCE for an API key, in JSON, without a client id. */
export const openrouterProvider: Provider<never> = {
  id: 'openrouter',
  name: 'OpenRouter',
  issuer: 'https://openrouter.ai',
  endpoints: {
    authorization: 'https://openrouter.ai/auth',
    token: 'https://openrouter.ai/api/v1/auth/keys',
    userinfo: 'https://openrouter.ai/api/v1/key',
  },
  issMode: 'compared',
  pkce: 'supported',
  mode: 'direct',
  tokenAuth: 'none',
  scopes: [],
  dialect: {
    // It repeats no state, so the callback URL carries it.
    authorization({ redirect_uri = '', state = '', code_challenge = '', code_challenge_method = '' }) {
      const callback = new URL(redirect_uri)
      callback.searchParams.set('state', state)
      return { callback_url: callback.href, code_challenge, code_challenge_method }
    },
    request: ({ url, form: { code, code_verifier } }) => ({
      url,
      method: 'POST',
      headers: json,
      body: JSON.stringify({ code, code_verifier, code_challenge_method: 'S256' }),
    }),
    parseToken({ key, error }) {
      if (!error) return { access_token: key, token_type: 'bearer' }
      return { error: 'invalid_grant', ...text('error_description', record(error).message) }
    },
    parseTokenUser: ({ user_id, key, ...raw }) =>
      typeof user_id === 'string' ? { sub: user_id, raw: { ...raw, user_id } } : undefined,
  },
  refresh: { tokens: 'none' },
  revoke: 'none',
  revokeFromPage: false,
  endSession: 'none',
  redirectRules: { loopback: 'any' },
  verified: true,
}

/**
 * OpenRouter: the "access token" is an API key that lives until the person deletes it. Nothing is registered.
 * Keep `remember` short.
 */
export function openrouter(
  options: Omit<PresetOptions<never>, 'clientId' | 'scope' | 'offline'> = {},
): Preset {
  return presetOf(openrouterProvider, { clientId: 'openrouter', ...options })
}

export const openrouterAbout: About = {
  console: 'https://openrouter.ai/settings/keys',
  steps: [
    'Nothing has to be registered.',
    'People see, limit and delete the key at openrouter.ai/settings/keys.',
  ],
  notes: [
    'The key costs its owner money, and does not expire: use remember: "page" or "tab".',
    'There is no name and no e-mail address: `user.sub` is the id of the person, where OpenRouter tells it.',
  ],
  unverified: [],
  checkedOn: '2026-11-22',
}
